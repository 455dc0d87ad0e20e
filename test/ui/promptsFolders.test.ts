import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { PromptsPage } from './support/promptsPage';
import { TokensPage } from './support/tokensPage';
import { Workbench } from './support/workbench';

const FILES: Readonly<Record<string, string>> = {
  'notes/readme.md': '# No prompts here\n',
  'one/a.txt': '{ "raw_prompt": "cat, hat, coat", "prompt": "cat, hat, coat" }\n',
  'one/b.txt': '{ "raw_prompt": "dog, hat", "prompt": "dog" }\n',
  'one/Filter_Clothes.txt': 'hat\n',
  'two/c.txt': '{ "raw_prompt": "bird, hat, coat", "prompt": "bird, hat, coat" }\n',
  'two/Filter_Clothes.txt': 'coat\n',
};

describe('prompt commands over several open folders', () => {
  let workbench: Workbench;
  let prompts: PromptsPage;
  let tokens: TokensPage;
  const at = (name: string) => path.join(workbench.folder, name);
  const list = (folder: string) =>
    JSON.parse(readFileSync(at(`${folder}/all_prompts.json`), 'utf8')) as string[];
  const isListed = (folder: string) => existsSync(at(`${folder}/all_prompts.json`));
  const press = (key: string) => workbench.page.keyboard.press(key);
  const question = (title: string) => workbench.screen.quickInput(title);
  const tab = (title: string) => workbench.screen.activeTab(title);
  const dialog = () => workbench.screen.dialog;
  const collect = () => prompts.run('Collect Prompt Tokens');

  /** Waits until the table of a folder is shown and has the focus, so that keys reach it. */
  async function opened(folder: 'one' | 'two', first: string): Promise<void> {
    await tab(`Tokens: ${folder}`).waitFor();
    await tokens.hasFocus(first);
  }

  before(async () => {
    workbench = await Workbench.start({
      folders: ['notes', 'one', 'two'],
      prepare: (folder) => {
        for (const [name, text] of Object.entries(FILES)) {
          mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
          writeFileSync(path.join(folder, name), text);
        }
      },
      settings: { 'files.autoSave': 'off' },
    });
    prompts = new PromptsPage(workbench);
    tokens = new TokensPage(workbench);
    await workbench.showContainer();
  });
  after(() => workbench.close());
  screenshotFailures(() => workbench);

  it('asks of which folders the tokens are to be collected, and goes on after one that has none', async () => {
    await collect();
    const asked = question('Collect the prompt tokens of which folders?');
    await asked.waitFor();
    await workbench.screenshot('tokens-folders');
    assert.equal(await workbench.screen.quickInputRows.count(), 3);
    await press('Enter');
    await workbench.toast('There is no prompt file in notes.').waitFor();
    await opened('two', 'bird');
    await tokens.shows('bird |  | 1 | 1', 'hat |  | 1 | 1', 'coat | Clothes | 1 | 1');
    await workbench.screen.tab('Tokens: one').click();
    await opened('one', 'hat');
    await tokens.shows('hat | Clothes | 2 | 2', 'cat |  | 1 | 1', 'coat |  | 1 | 1', 'dog |  | 1 | 1');
    assert.deepEqual([isListed('notes'), list('one').length, list('two').length], [false, 4, 3]);
    await workbench.clearToasts();
  });

  it('takes out of each folder the words of its own filter files', async () => {
    await prompts.run('Refilter Prompts');
    await eventually(async () =>
      assert.deepEqual(await prompts.shown(), [
        'Warnings | 1',
        '  notes | There are no filter words: only LoRA tags are moved.',
        '[x] Changed | 2',
        '  [x] one | 1',
        '    [x] a.txt | − hat (Clothes)',
        '  [x] two | 1',
        '    [x] c.txt | − coat (Clothes)',
        'Unchanged | 1',
      ]),
    );
    await workbench.screenshot('prompts-folders');
    await prompts.action('Apply Prompt Changes');
    await workbench.toast('Refilter: 2 files changed.').waitFor();
    assert.deepEqual(
      [prompts.json('one/a.txt').prompt, prompts.json('two/c.txt').prompt],
      ['cat, coat', 'bird, hat'],
    );
    await workbench.clearToasts();
  });

  it('does not let the list of a few files take the place of that of their folder, unless it is told to', async () => {
    await prompts.open('b.txt');
    await collect();
    await workbench.pick('This File');
    await dialog()
      .getByText('all_prompts.json in one has 2 tokens that are not in the chosen files.')
      .waitFor();
    await workbench.screenshot('tokens-overwrite-folder');
    await prompts.answer('Cancel');
    await tokens.shows('dog |  | 1 | 1', 'hat | Clothes | 1 | 1');
    assert.deepEqual(list('one'), ['cat', 'hat', 'coat', 'dog']);
    await tokens.button('again').click();
    await dialog().waitFor();
    await prompts.answer('Overwrite');
    await eventually(() => assert.deepEqual(list('one'), ['dog', 'hat']));
    // A list that would lose nothing is written unasked.
    await tokens.button('again').click();
    await tokens.status('Collected again.').waitFor();
    assert.equal(await dialog().count(), 0);
  });
});
