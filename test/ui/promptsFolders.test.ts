import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  const question = (title: string) => workbench.page.locator('.quick-input-widget', { hasText: title });
  const tab = (title: string) => workbench.page.locator('.tab.active', { hasText: title });
  const dialog = () => workbench.page.locator('.monaco-dialog-box');
  const collect = () => prompts.run('Collect Prompt Tokens');

  /** Waits until the table of a folder is shown and has the focus, so that keys reach it. */
  async function opened(folder: 'one' | 'two', first: string): Promise<void> {
    await tab(`Tokens: ${folder}`).waitFor();
    await tokens.hasFocus(first);
  }

  async function forget(): Promise<void> {
    await workbench.runCommand('View: Close All Editors');
    await workbench.page.locator('.tab').first().waitFor({ state: 'detached' });
    for (const folder of ['notes', 'one', 'two']) rmSync(at(`${folder}/all_prompts.json`), { force: true });
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
    assert.equal(await asked.locator('.monaco-list-row').count(), 3);
    await press('Enter');
    await workbench.toast('There is no prompt file in notes.').waitFor();
    await opened('two', 'bird');
    await tokens.shows('bird |  | 1 | 1', 'hat |  | 1 | 1', 'coat | Clothes | 1 | 1');
    await workbench.page.locator('.tab', { hasText: 'Tokens: one' }).click();
    await opened('one', 'hat');
    await tokens.shows('hat | Clothes | 2 | 2', 'cat |  | 1 | 1', 'coat |  | 1 | 1', 'dog |  | 1 | 1');
    assert.deepEqual([isListed('notes'), list('one').length, list('two').length], [false, 4, 3]);
    await workbench.clearToasts();
  });

  it('collects only those that are picked, and nothing where none is', async () => {
    await forget();
    await collect();
    const asked = question('Collect the prompt tokens of which folders?');
    await asked.locator('.monaco-list-row', { hasText: 'one' }).click();
    await asked.getByText('2 Selected').waitFor();
    await press('Enter');
    await opened('two', 'bird');
    assert.deepEqual([isListed('one'), isListed('two')], [false, true]);
    await forget();
    await collect();
    await asked.waitFor();
    await press('Escape');
    await asked.waitFor({ state: 'hidden' });
    assert.deepEqual([isListed('one'), isListed('two')], [false, false]);
    assert.equal(await workbench.page.locator('.tab').count(), 0);
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

  it('asks of which folder the filter words are to be edited, and opens a file that is no text, too', async () => {
    writeFileSync(at('two/Filter_Etc.txt'), Buffer.from([0xff, 0xfe, 0x41]));
    await prompts.run('Edit Filter Words');
    await question('The filter words of which folder?').waitFor();
    await workbench.pick(/^two/);
    await question('Edit the filter words of which group?').waitFor();
    await workbench.pick(/^Clothes/);
    await tab('Filter_Clothes.txt').waitFor();
    await workbench.page.locator('.monaco-editor .view-line', { hasText: 'coat' }).first().waitFor();
    rmSync(at('two/Filter_Etc.txt'));
  });

  it('offers the file that is edited, its folder, and all folders', async () => {
    await forget();
    await prompts.open('a.txt');
    await collect();
    await question('Collect the prompt tokens of what?').waitFor();
    await workbench.pick('This File');
    await opened('one', 'cat');
    await tokens.shows('cat |  | 1 | 1', 'hat | Clothes | 1 | 1', 'coat |  | 1 | 1');
    assert.deepEqual(list('one'), ['cat', 'hat', 'coat']);
    await workbench.page.locator('.tab', { hasText: 'a.txt' }).click();
    await collect();
    await workbench.pick('Its Folder');
    await tokens.shows('hat | Clothes | 2 | 2', 'cat |  | 1 | 1', 'coat |  | 1 | 1', 'dog |  | 1 | 1');
    await workbench.page.locator('.tab', { hasText: 'a.txt' }).click();
    await collect();
    await workbench.pick('All Open Folders');
    await opened('two', 'bird');
    assert.deepEqual([list('one').length, list('two').length], [4, 3]);
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

  it('does not write a list that has changes which are not saved', async () => {
    await tokens.button('openList').click();
    await tab('all_prompts.json').waitFor();
    const editor = workbench.page.locator('.editor-group-container.active .monaco-editor');
    await editor.locator('.view-line', { hasText: 'dog' }).click();
    await workbench.page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
    await press('Control+End');
    await workbench.page.keyboard.type(' ');
    await workbench.page.locator('.tab.active.dirty').waitFor();
    const before = readFileSync(at('one/all_prompts.json'));
    writeFileSync(at('one/b.txt'), '{ "raw_prompt": "fox, dog, hat" }\n');
    await tokens.button('again').click();
    await workbench.toast('all_prompts.json has changes that are not saved. Save it or undo them').waitFor();
    await tokens.shows('fox |  | 1 | 1', 'dog |  | 1 | 1');
    assert.deepEqual(readFileSync(at('one/all_prompts.json')), before);
    await tab('all_prompts.json').click();
    await workbench.runCommand('File: Revert File');
    await workbench.clearToasts();
  });
});
