import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { collectCommand } from '../../../../../src/ui/prompts/tokens/collectCommand';
import { TokenCollector } from '../../../../../src/ui/prompts/tokens/tokenCollector';
import { PromptFolder } from '../../../core/prompts/run/promptFolder';
import { promptsUi, type Open } from '../../../support/promptsUi';
import type { Answer } from '../../../support/scriptedDialogs';

describe('Collect Prompt Tokens', () => {
  const folder = new PromptFolder();
  const RAW = '{"raw_prompt": "cat, hat"}';

  const setUp = (open: Open, ...answers: Answer[]) => {
    const ui = promptsUi(folder, open, ...answers);
    const shown: string[] = [];
    const collector = new TokenCollector(ui, ({ base }) => shown.push(base));
    const collect = collectCommand(ui, collector)['diffusionWorkbench.prompts.collect'];
    return { ...ui, shown, collect };
  };
  /** The name of the list that was written. */
  const list = () => folder.names().find((name) => name.endsWith('.json')) ?? '';

  it('writes the list of the open folder and shows it', async () => {
    folder.write('a.txt', RAW);
    const { dialogs, shown, collect } = setUp({});
    await collect();
    assert.deepEqual(shown, [folder.path]);
    assert.match(dialogs.statuses[0] ?? '', /was written: 2 tokens\.$/);
    assert.match(folder.text(list()), /hat/);
  });

  it('says that there is no prompt file', async () => {
    const { dialogs, shown, collect } = setUp({});
    await collect();
    assert.match(dialogs.texts[0] ?? '', /^info: There is no prompt file in prompts\./);
    assert.deepEqual(shown, []);
  });

  it('asks which of several open folders, all checked', async () => {
    folder.write('a/a.txt', RAW);
    folder.write('b/b.txt', RAW);
    const { dialogs, shown, collect } = setUp({ folders: [folder.at('a'), folder.at('b')] }, ['b']);
    await collect();
    assert.ok(dialogs.shown[0]?.rows.every(({ picked }) => picked));
    assert.deepEqual(shown, [folder.at('b')]);
  });

  for (const answer of ['Overwrite', undefined]) {
    it(`asks before it overwrites what is no list, and shows the tokens anyway: ${answer ?? 'kept'}`, async () => {
      folder.write('a.txt', RAW);
      await setUp({}).collect();
      const name = list();
      folder.write(name, '{"mine": true}');
      const { dialogs, shown, collect } = setUp({}, answer);
      await collect();
      assert.equal(dialogs.texts[0], `confirm: ${name} in prompts is not a list of tokens. Overwrite it?`);
      assert.equal(folder.text(name).includes('mine'), answer === undefined);
      assert.deepEqual(shown, [folder.path]);
    });
  }

  it('never writes under an editor with changes, and shows the tokens anyway', async () => {
    folder.write('a.txt', RAW);
    await setUp({}).collect();
    const name = list();
    folder.write(name, '[]');
    const { dialogs, shown, collect } = setUp({ unsaved: [folder.at(name)] });
    await collect();
    assert.match(dialogs.texts[0] ?? '', /^error: .* has changes that are not saved\./);
    assert.equal(folder.text(name), '[]');
    assert.deepEqual(shown, [folder.path]);
  });

  it('collects no further folder once the user cancelled', async () => {
    folder.write('a/a.txt', RAW);
    folder.write('b/b.txt', RAW);
    const { dialogs, shown, collect } = setUp({ folders: [folder.at('a'), folder.at('b')] }, ['a', 'b']);
    dialogs.onProgress = (cancel) => cancel();
    await collect();
    assert.deepEqual([shown, dialogs.progresses.length], [[], 1]);
  });
});
