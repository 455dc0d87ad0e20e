import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { PromptsPage } from './support/promptsPage';
import { Workbench } from './support/workbench';

const PROMPT_FILE = `{
  "raw_prompt": "cat, hat, <lora:a:1>",
  "caf\\u00e9": "h\\u00e9, hat, <lora:b:1>, end",
  "cfg_scale": 7.0
}
`;
const PLAIN = 'cat, hat, <lora:a:1>\n\n  dog, (hat:1.2), <lora:b:1>, bird\nnothing here\n';

describe('prompts in an editor', () => {
  let workbench: Workbench;
  let prompts: PromptsPage;
  const filterFile = (name: string) => path.join(workbench.folder, name);
  const press = (...keys: string[]) =>
    keys.reduce(
      async (before, key) => before.then(() => workbench.page.keyboard.press(key)),
      Promise.resolve(),
    );
  const text = (expected: string) =>
    eventually(async () => assert.equal(await prompts.editorText(), expected));
  /** Selects letters from a place on. */
  const select = async (line: number, column: number, letters: number) => {
    await workbench.goTo(line, column);
    for (let letter = 0; letter < letters; letter++) await press('Shift+ArrowRight');
    const shown = letters > 0 ? `(${letters} selected)` : `Ln ${line}, Col ${column}`;
    await workbench.screen.statusItem(shown).waitFor();
  };

  before(async () => {
    workbench = await Workbench.share({
      prepare: async (folder) => {
        await writeFile(path.join(folder, 'prompt.txt'), PROMPT_FILE);
        await writeFile(path.join(folder, 'plain.md'), PLAIN);
        await writeFile(path.join(folder, 'more.txt'), '{ "prompt": "cat, hat, (long_hair:1.1)" }\n');
      },
      settings: { 'files.autoSave': 'off' },
    });
    prompts = new PromptsPage(workbench);
    await workbench.showContainer();
  });
  after(() => workbench.close());
  screenshotFailures(() => workbench);

  it('says that there are no filter words, and opens a file for them that says how it is written', async () => {
    await prompts.run('Refilter Prompts');
    const toast = workbench.toast('There are no filter words yet');
    await toast.waitFor();
    await workbench.screenshot('prompts-no-words');
    await toast.getByRole('button', { name: 'Edit Filter Words' }).click();
    await workbench.screen.quickInputList.getByText('Taken out of "prompt" only.').waitFor();
    await workbench.screenshot('prompts-filter-groups');
    await workbench.pick(/^Clothes/);
    await workbench.screen.activeTab('Filter_Clothes.txt').waitFor();
    const made = readFileSync(filterFile('Filter_Clothes.txt'), 'utf8');
    assert.equal(
      made,
      '# Filter words of the group Clothes, one a line or separated by commas. This line is a comment.\n',
    );
  });

  it('adds the selected tokens of a prompt file to a filter, and offers to refilter', async () => {
    await prompts.open('more.txt');
    // `hat, (long_hair:1.1)`
    await select(1, 19, 20);
    await prompts.run('Add to Filter…');
    await workbench.screen.quickInput('Add hat, long_hair to which filter?').waitFor();
    await workbench.screenshot('prompts-add-to-filter');
    await workbench.pick(/^Clothes/);
    const toast = workbench.toast('2 words were added to Filter_Clothes.txt.');
    await toast.waitFor();
    assert.match(readFileSync(filterFile('Filter_Clothes.txt'), 'utf8'), /comment\.\nhat\nlong_hair\n$/);
    await toast.getByRole('button', { name: 'Refilter' }).click();
    await workbench.pick('This File');
    await prompts.row('more.txt').waitFor();
    await workbench.screen.diff.waitFor();
    await workbench.screenshot('prompts-one-file');
    await prompts.run('Discard Prompt Changes');
    await workbench.clearToasts();
  });

  it('moves the tags of the line to the front, and one undo takes it back', async () => {
    await prompts.open('plain.md');
    await select(3, 8, 0);
    await prompts.run('Move LoRA Tags to Front');
    const moved = PLAIN.replace('dog, (hat:1.2), <lora:b:1>, bird', '<lora:b:1>, dog, (hat:1.2), bird');
    await text(moved);
    await press('Control+Z');
    await text(PLAIN);
  });

  it('removes the filtered tokens of several selections by one undo step', async () => {
    await prompts.open('plain.md');
    await select(1, 1, 0);
    // The first three lines.
    await workbench.runCommand('Add Cursor Below');
    await workbench.runCommand('Add Cursor Below');
    await press('Shift+End');
    await workbench.screen.statusItem('3 selections').waitFor();
    await prompts.run('Remove Filtered Tokens');
    await text('cat, <lora:a:1>\n\n  dog, <lora:b:1>, bird\nnothing here\n');
    await workbench.screenshot('prompts-removed');
    await press('Control+Z');
    await text(PLAIN);
  });

  it('says when nothing is to be done', async () => {
    await prompts.open('plain.md');
    await select(4, 1, 0);
    await prompts.run('Remove Filtered Tokens');
    await workbench.toast('Nothing was removed: there is no filter word in the selection').waitFor();
    await prompts.run('Move LoRA Tags to Front');
    await workbench.toast('There is no LoRA tag to move').waitFor();
    await text(PLAIN);
    await workbench.clearToasts();
  });

  it('edits the strings of a prompt file that the selection touches, and leaves the rest as it is written', async () => {
    await prompts.open('prompt.txt');
    await select(3, 20, 3);
    await prompts.run('Remove Filtered Tokens');
    await text(PROMPT_FILE.replace('h\\u00e9, hat, <lora', 'h\\u00e9, <lora'));
    await press('Control+Z');
    await text(PROMPT_FILE);
    await press('Control+A');
    await prompts.run('Move LoRA Tags to Front');
    await text(
      PROMPT_FILE.replace('cat, hat, <lora:a:1>', '<lora:a:1>, cat, hat').replace(
        'h\\u00e9, hat, <lora:b:1>, end',
        '<lora:b:1>, h\\u00e9, hat, end',
      ),
    );
    await press('Control+Z');
    await text(PROMPT_FILE);
  });

  it('does not add words to a filter file with changes that are not saved', async () => {
    await prompts.open('Filter_Clothes.txt');
    await press('Control+End');
    await workbench.page.keyboard.type('coat');
    await workbench.screen.unsavedTab.waitFor();
    await prompts.open('more.txt');
    await select(1, 14, 3);
    await prompts.run('Add to Filter…');
    await workbench.pick(/^Clothes/);
    await workbench.toast('Filter_Clothes.txt has changes that are not saved. Save it first').waitFor();
    assert.doesNotMatch(readFileSync(filterFile('Filter_Clothes.txt'), 'utf8'), /cat|coat/);
    await prompts.open('Filter_Clothes.txt');
    await workbench.runCommand('File: Revert File');
    await workbench.clearToasts();
  });

  it('uses the words of the settings, and a filter folder of its own', async () => {
    await rm(filterFile('Filter_Clothes.txt'));
    workbench.changeSettings({
      'diffusionWorkbench.prompts.filters.etc': ['bird'],
      'diffusionWorkbench.prompts.filterFolder': 'my filters',
    });
    await prompts.open('plain.md');
    await eventually(async () => {
      await select(3, 8, 0);
      await prompts.run('Remove Filtered Tokens');
      assert.equal(
        await prompts.editorText(),
        PLAIN.replace('dog, (hat:1.2), <lora:b:1>, bird', 'dog, (hat:1.2), <lora:b:1>'),
      );
    });
    await workbench.runCommand('File: Revert File');
    await prompts.run('Edit Filter Words');
    await workbench.pick(/^Sex/);
    await workbench.screen.activeTab('Filter_Sex.txt').waitFor();
    assert.ok(existsSync(filterFile('my filters/Filter_Sex.txt')));
  });
});
