import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { NO_WORDS } from '../../../../../src/core/prompts/filter/filterWords';
import { applyChanges } from '../../../../../src/ui/prompts/commands/applyChanges';
import { runCommands } from '../../../../../src/ui/prompts/commands/runCommands';
import { undoCommand } from '../../../../../src/ui/prompts/commands/undoCommand';
import { HAT, NO_HAT, PromptFolder } from '../../../core/prompts/run/promptFolder';
import { FakeChanges, promptsUi, type Open } from '../../../support/promptsUi';
import type { Answer } from '../../../support/scriptedDialogs';

describe('Refilter, Apply and Undo', () => {
  const folder = new PromptFolder();
  const setUp = (open: Open, ...answers: Answer[]) => {
    const changes = new FakeChanges();
    const ui = { ...promptsUi(folder, open, ...answers), changes };
    return {
      ...ui,
      refilter: (...args: unknown[]) => runCommands(ui)['diffusionWorkbench.prompts.refilter'](...args),
      apply: () => applyChanges(ui),
      undo: () => undoCommand(ui)['diffusionWorkbench.prompts.undo'](),
    };
  };

  describe('the plan', () => {
    it('of the open folder is shown without a question', async () => {
      folder.writeHats(2);
      const { dialogs, changes, keys, refilter } = setUp({});
      await refilter();
      assert.equal(changes.current?.changed.length, 2);
      assert.deepEqual(dialogs.texts, []);
      assert.equal(keys.running, false);
    });

    it('asks for the active file, its folder, or all', async () => {
      const [first] = folder.writeHats(2);
      const { dialogs, changes, refilter } = setUp({ activeFile: first! }, 'This File');
      await refilter();
      assert.deepEqual(dialogs.shown[0]?.choices, ['This File', 'Its Folder', 'All Open Folders']);
      assert.deepEqual(
        changes.current?.changed.map(({ path }) => path),
        [first],
      );
    });

    it('is not made when that list is closed', async () => {
      const [first] = folder.writeHats(1);
      const { dialogs, changes, refilter } = setUp({ activeFile: first! }, undefined);
      await refilter();
      assert.deepEqual([changes.current, dialogs.progresses.length], [undefined, 0]);
    });

    it('needs an open folder, or folders and .txt files that were chosen', async () => {
      const none = setUp({ folders: [] });
      await none.refilter();
      assert.match(none.dialogs.texts[0] ?? '', /Open a folder with prompt files/);
      const other = setUp({});
      const picture = folder.write('a.png', '');
      await other.refilter({ scheme: 'file', fsPath: picture, path: picture });
      assert.match(other.dialogs.texts[0] ?? '', /Choose folders or \.txt files/);
    });

    it('says that there is nothing to change, and shows why on demand', async () => {
      folder.write('a.txt', NO_HAT);
      folder.write('b.txt', 'plain text');
      const { dialogs, changes, refilter } = setUp({}, 'Show Why');
      await refilter();
      await new Promise(setImmediate);
      assert.equal(dialogs.texts[0], 'info: Nothing to change: 1 file as wanted already, 1 skipped.');
      assert.equal(changes.current?.skipped.length, 1);
    });

    it('says that there are no prompt files', async () => {
      const { dialogs, refilter } = setUp({});
      await refilter();
      assert.deepEqual(dialogs.texts, ['info: There are no prompt files: no file ends in .txt.']);
    });

    const withoutWords: readonly [string | undefined, number, string[][]][] = [
      ['Run Anyway', 1, []],
      ['Edit Filter Words', 0, [['diffusionWorkbench.prompts.editFilters']]],
      [undefined, 0, []],
    ];
    for (const [answer, runs, commands] of withoutWords) {
      it(`asks where there is no filter word: ${answer ?? 'closed'}`, async () => {
        folder.writeHats(1);
        const ui = { ...promptsUi(folder, {}, answer), changes: new FakeChanges() };
        const filters = {
          filterWords: () => Promise.resolve({ notices: [], words: NO_WORDS, underscoresAsSpaces: true }),
        };
        await runCommands({ ...ui, filters })['diffusionWorkbench.prompts.refilter']();
        assert.match(ui.dialogs.texts[0] ?? '', /^warn: There are no filter words yet/);
        assert.equal(ui.dialogs.progresses.length, runs);
        assert.deepEqual(ui.dialogs.executed, commands);
      });
    }
  });

  describe('applying', () => {
    it('writes what is checked, offers to undo it, and keeps the rest', async () => {
      const [first, second] = folder.writeHats(2);
      const { dialogs, changes, keys, refilter, apply } = setUp({}, 'Undo');
      await refilter();
      changes.excluded.add(second!);
      await apply();
      assert.equal(dialogs.texts.at(-1), 'info: Refilter: 1 file changed.');
      assert.deepEqual(dialogs.executed, [['diffusionWorkbench.prompts.undo']]);
      assert.deepEqual([folder.text('0000.txt'), folder.text('0001.txt')], [NO_HAT, HAT]);
      assert.equal(keys.nothingToUndo, false);
      assert.ok(!changes.included().includes(first!));
    });

    it('says that nothing is checked', async () => {
      const [only] = folder.writeHats(1);
      const { dialogs, changes, refilter, apply } = setUp({});
      await refilter();
      changes.excluded.add(only!);
      await apply();
      assert.match(dialogs.texts.at(-1) ?? '', /No file is checked/);
      assert.equal(folder.text('0000.txt'), HAT);
    });

    it('leaves files with changes that are not saved alone, and tells of them', async () => {
      const [first] = folder.writeHats(2);
      const { dialogs, changes, refilter, apply } = setUp({ unsaved: [first!] }, 'Show');
      await refilter();
      await apply();
      assert.equal(
        dialogs.texts.at(-1),
        'warn: Refilter: 1 file changed, 1 failed. 0000.txt has changes that are not saved. Save it or undo them, then run the command again.',
      );
      assert.deepEqual(dialogs.shown.at(-1)?.choices, ['Show', 'Undo']);
      assert.equal(changes.revealed, 1);
      assert.deepEqual([folder.text('0000.txt'), folder.text('0001.txt')], [HAT, NO_HAT]);
    });
  });

  describe('undoing', () => {
    async function applied() {
      folder.writeHats(2);
      await folder.refilter();
    }

    it('says that there is nothing to undo', async () => {
      const { dialogs, keys, undo } = setUp({});
      await undo();
      assert.deepEqual(dialogs.texts, ['info: There is no prompt run to undo.']);
      assert.equal(keys.nothingToUndo, true);
    });

    it('asks, with what it would give back, and does nothing when that is cancelled', async () => {
      await applied();
      const { dialogs, keys, undo } = setUp({}, undefined);
      await undo();
      assert.equal(dialogs.texts[0], 'confirm: Undo the last prompt run?');
      assert.match(
        dialogs.shown[0]?.detail ?? '',
        /^Refilter of \[2026-01-02T03:04:05\.000Z\] changed 2 files\./,
      );
      assert.equal(folder.text('0000.txt'), NO_HAT);
      assert.equal(keys.nothingToUndo, false);
    });

    it('gives the files back and discards a plan made from what they held', async () => {
      await applied();
      const { dialogs, changes, keys, undo } = setUp({}, 'Undo');
      changes.current = { changed: [] } as never;
      await undo();
      assert.equal(dialogs.texts.at(-1), 'info: Undone: 2 files as before.');
      assert.equal(folder.text('0000.txt'), HAT);
      assert.deepEqual([changes.current, keys.nothingToUndo], [undefined, true]);
    });

    it('lists older runs, and undoes the one that is chosen', async () => {
      await applied();
      folder.write('0002.txt', HAT);
      await folder.refilter();
      const { dialogs, keys, undo } = setUp({}, 'Older Run…', 'Refilter');
      await undo();
      const rows = dialogs.shown[1]?.rows.map(({ description = '' }) => description) ?? [];
      assert.match(rows.join(', '), /^\[2026.*\] · 1 file · \d+ B, \[2026.*\] · 2 files · \d+ B$/);
      assert.deepEqual(
        ['0000.txt', '0001.txt', '0002.txt'].map((name) => folder.text(name)),
        [NO_HAT, NO_HAT, HAT],
      );
      assert.equal(keys.nothingToUndo, false);
    });

    it('tells which files it left alone', async () => {
      await applied();
      for (const name of ['0000.txt', '0001.txt']) writeFileSync(folder.at(name), 'mine now');
      const { dialogs, undo } = setUp({}, 'Undo');
      await undo();
      assert.match(
        dialogs.texts.at(-1) ?? '',
        /^warn: Undone: 0 files as before\. Left alone, .*: 0000\.txt, 0001\.txt\. The log says why\.$/,
      );
    });
  });
});
