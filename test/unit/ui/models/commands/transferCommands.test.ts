import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { sidecarPath } from '../../../../../src/core/models/sidecar/path';
import { transferCommands } from '../../../../../src/ui/models/commands/transferCommands';
import { makeLora } from '../../../../fixtures/makeModels';
import { modelsUi } from '../../../support/modelsUi';
import type { Answer } from '../../../support/scriptedDialogs';
import { TestLibrary } from '../../../support/testLibrary';

describe('Export and Import Metadata', () => {
  let library: TestLibrary;
  let target: string;
  const model = (name: string) => join(library.folder, `${name}.safetensors`);
  const note = (name: string, sidecar: object) =>
    writeFileSync(sidecarPath(model(name)), JSON.stringify(sidecar));
  const read = (name: string) =>
    JSON.parse(readFileSync(sidecarPath(model(name)), 'utf8')) as { notes?: string };

  beforeEach(async () => {
    library = await TestLibrary.make();
    target = join(library.folder, 'all.json');
    for (const name of ['one', 'two']) {
      await library.write(`${name}.safetensors`, makeLora({ name, hash: false }));
      note(name, { notes: `of ${name}` });
    }
  });
  afterEach(async () => library.remove());

  async function run(command: 'export' | 'import', ...answers: Answer[]) {
    const ui = await modelsUi(library, ...answers);
    await transferCommands(ui)[`diffusionWorkbench.models.${command}Metadata`]();
    assert.ok(ui.dialogs.isDone, 'not all was asked');
    return ui;
  }

  it('writes one file for the only folder, and opens it on demand', async () => {
    const { dialogs } = await run('export', target, 'Open');
    assert.equal(dialogs.texts.at(-1), 'info: Metadata of 2 models exported to all.json');
    assert.deepEqual(dialogs.opened, [target]);
    assert.ok(existsSync(target));
  });

  it('warns of sidecars that cannot be exported', async () => {
    writeFileSync(sidecarPath(model('two')), '{ broken');
    const { dialogs, logged } = await run('export', target, undefined);
    assert.equal(
      dialogs.texts.at(-1),
      'warn: Metadata of 1 models exported to all.json. 1 have a sidecar that cannot be read.',
    );
    assert.ok(logged.some((line) => line.startsWith('Export: two.safetensors')));
  });

  it('writes nothing when the dialog is closed', async () => {
    const { dialogs } = await run('export', undefined);
    assert.equal(existsSync(target), false);
    assert.equal(dialogs.shown.length, 1);
  });

  it('says that there is nothing to import', async () => {
    await run('export', target, undefined);
    const { dialogs } = await run('import', target);
    assert.equal(dialogs.texts.at(-1), 'info: Nothing to import from all.json. 2 are already so.');
  });

  it('imports what is checked, and nothing else', async () => {
    await run('export', target, undefined);
    for (const name of ['one', 'two']) rmSync(sidecarPath(model(name)));
    const { dialogs, models } = await run('import', target, ['two.safetensors']);
    const asked = dialogs.shown.find(({ kind }) => kind === 'pickMany');
    assert.deepEqual(asked?.choices, ['one.safetensors', 'two.safetensors']);
    assert.ok(asked.rows.every(({ picked, description }) => picked === true && description === 'new'));
    assert.equal(existsSync(sidecarPath(model('one'))), false);
    assert.equal(models.entry(model('two'))?.sidecar?.notes, 'of two');
    assert.match(dialogs.texts.at(-1) ?? '', /^info: Metadata of 1 models imported/);
  });

  it('writes nothing when the list is closed, or nothing is checked', async () => {
    await run('export', target, undefined);
    rmSync(sidecarPath(model('one')));
    for (const answer of [undefined, []]) {
      const { dialogs } = await run('import', target, answer);
      assert.equal(dialogs.progresses.length, 0);
    }
    assert.equal(existsSync(sidecarPath(model('one'))), false);
  });

  const conflicts: readonly [string | undefined, string][] = [
    ['Keep Mine', 'mine'],
    ['Take Imported', 'of one'],
    [undefined, 'mine'],
  ];
  for (const [answer, kept] of conflicts) {
    it(`asks before it replaces what the user typed: ${answer ?? 'cancelled'}`, async () => {
      await run('export', target, undefined);
      note('one', { notes: 'mine', field_sources: { notes: 'user' } });
      const { dialogs } = await run('import', target, ['one.safetensors'], answer);
      const asked = dialogs.shown.find(({ kind }) => kind === 'confirm');
      assert.match(asked?.text ?? '', /other values than you typed\. Models concerned: 1$/);
      assert.match(asked?.detail ?? '', /^one\.safetensors: notes$/);
      assert.equal(read('one').notes, kept);
      assert.equal(dialogs.progresses.length, answer === undefined ? 0 : 1);
    });
  }

  it('shows a file that is no export', async () => {
    writeFileSync(target, 'no JSON');
    const { dialogs } = await run('import', target);
    assert.match(dialogs.texts.at(-1) ?? '', /^error: all\.json/);
  });
});
