import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makePromptDemo } from '../demo/prompts';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { PromptsPage } from './support/promptsPage';
import { Workbench } from './support/workbench';

const FOLDER = 'training/lantern';
const FIRST = [
  '[x] Changed | 2',
  '  [x] 1001.txt | − (yukata:1.2) (Clothes) − masterpiece (Etc)',
  '  [x] 1002.txt | − straw hat (Clothes) − watermark (Etc)',
  'Skipped | 1',
  'Unchanged | 1',
];

describe('the preview of prompt changes', () => {
  let workbench: Workbench;
  let prompts: PromptsPage;
  const file = (name: string) => path.join(workbench.folder, FOLDER, name);
  const bytes = (name: string) => prompts.bytes(`${FOLDER}/${name}`);
  const prompt = (name: string) => prompts.json(`${FOLDER}/${name}`).prompt;
  const shows = (rows: string[]) => eventually(async () => assert.deepEqual(await prompts.shown(), rows));
  const gone = () => prompts.view.waitFor({ state: 'detached' });

  const inBothThemes = (name: string) => workbench.screenshots(name, ['light', 'dark']);

  before(async () => {
    workbench = await Workbench.share({
      prepare: makePromptDemo,
      // A browser's default saves what a test leaves unsaved.
      settings: { 'files.autoSave': 'off' },
    });
    prompts = new PromptsPage(workbench);
    await workbench.showContainer();
  });
  after(() => workbench.close());
  screenshotFailures(() => workbench);

  it('lists what Refilter would change and by which word, and writes nothing', async () => {
    const before = bytes('1001.txt');
    await prompts.run('Refilter Prompts');
    await shows(FIRST);
    await prompts.message.getByText('Refilter would write 2 files. Nothing has been written yet.').waitFor();
    await inBothThemes('prompts-preview');
    assert.deepEqual(bytes('1001.txt'), before);
  });

  it('says why files are skipped, and what to do', async () => {
    await prompts.row('Skipped').click();
    await prompts.row('Plain text').click();
    await prompts.row('notes.txt').waitFor();
    const hover = await workbench.hover(prompts.row('notes.txt'));
    await hover.getByText('It is plain text, such as a caption, and no prompt file.').waitFor();
    await prompts.row('Skipped').click();
  });

  it('shows the change of a file beside the file, with a button that leaves it out', async () => {
    await workbench.screen.rowName(prompts.row('1001.txt')).click();
    await workbench.screen.activeTab('1001.txt: now ↔ after Refilter').waitFor();
    await workbench.screen.diffLine('modified', 'paper lantern').waitFor();
    await inBothThemes('prompts-diff');
    await prompts.editorAction('Leave This File Out');
    await shows([FIRST[0]!.replace('| 2', '| 1 of 2'), FIRST[1]!.replace('[x]', '[ ]'), ...FIRST.slice(2)]);
    await prompts.message.getByText('would write 1 file.').waitFor();
    await workbench.screenshot('prompts-left-out');
    await prompts.editorAction('Take This File In');
    await shows(FIRST);
  });

  it('shows all changes in one view', async () => {
    await prompts.action('Show Prompt Changes');
    await workbench.screen.multiDiffLine('modified', 'smile').waitFor();
    // Both sides are wrapped: a line begins in the middle of a prompt.
    await workbench.screen.multiDiffLine('original', /^\s*masterpiece,/).waitFor();
    await inBothThemes('prompts-all-changes');
  });

  it('warns of unknown LoRAs in the file of a tab, but not in all files of the view of all changes', async () => {
    const problems = workbench.screen.problemCount;
    await workbench.runCommand('View: Close All Editors');
    await prompts.row('1002.txt').click();
    const tab = workbench.screen.tab('1002.txt');
    // So that the next view does not replace it.
    await tab.dblclick();
    await prompts.action('Show Prompt Changes');
    await workbench.screen.multiDiffLine('modified').waitFor();
    await eventually(async () => assert.match(await problems.innerText(), /^\s*0\s+2\s*$/));
    await tab.click({ button: 'middle' });
    await tab.waitFor({ state: 'detached' });
    await eventually(async () => assert.match(await problems.innerText(), /^\s*0\s+0\s*$/));
  });

  it('excludes and includes all files by the box of their group', async () => {
    await prompts.check(prompts.row('Changed'));
    await shows(['[ ] Changed | 0 of 2', ...FIRST.slice(1).map((row) => row.replace('[x]', '[ ]'))]);
    await prompts.message.getByText('Refilter: all files are left out.').waitFor();
    await prompts.check(prompts.row('Changed'));
    await shows(FIRST);
  });

  it('writes what is checked and nothing else, and keeps the rest until it is discarded', async () => {
    const before = bytes('1002.txt');
    await prompts.check(prompts.row('1002.txt'));
    await prompts.message.getByText('would write 1 file.').waitFor();
    await prompts.action('Apply Prompt Changes');
    await workbench.toast('Refilter: 1 file changed.').waitFor();
    await workbench.screenshot('prompts-applied');
    assert.equal(prompt('1001.txt'), '<lora:lantern_festival:0.8>, 1girl, paper lantern, night');
    const text = bytes('1001.txt').toString();
    assert.match(text, /"cfg_scale": 7,\n {2}"seed": 1870022346\n\}\n$/);
    assert.deepEqual(bytes('1002.txt'), before);
    await prompts.message.getByText('Refilter: all files are left out.').waitFor();
    await prompts.row('1002.txt').waitFor();
    assert.equal(await prompts.row('1001.txt').count(), 0);
    await prompts.action('Discard Prompt Changes');
    await gone();
    assert.deepEqual(bytes('1002.txt'), before);
    assert.equal(await workbench.screen.tab().count(), 0);
    await workbench.clearToasts();
  });

  it('undoes the run after the window was opened anew, when that was confirmed', async () => {
    await workbench.reload();
    await workbench.showContainer();
    await prompts.run('Undo Last Prompt Run');
    await workbench.screen.dialog.getByText('Undo the last prompt run?').waitFor();
    await workbench.screenshot('prompts-undo');
    const asked = await prompts.answer('Undo');
    assert.match(asked, /Refilter of .* changed 1 file\. They get back exactly what they held before/);
    await workbench.toast('Undone: 1 file as before.').waitFor();
    assert.match(String(prompt('1001.txt')), /masterpiece/);
    await workbench.clearToasts();
  });

  it('undoes from the message of the run, but leaves a file alone that was changed since', async () => {
    const before = bytes('1002.txt');
    await prompts.run('Refilter Prompts');
    await shows(FIRST);
    await prompts.run('Apply Prompt Changes');
    const toast = workbench.toast('Refilter: 2 files changed.');
    await toast.waitFor();
    const mine = (await readFile(file('1001.txt'), 'utf8')).replace('night', 'evening');
    await writeFile(file('1001.txt'), mine);
    await toast.getByRole('button', { name: 'Undo' }).click();
    await workbench.screen.dialog.waitFor();
    await prompts.answer('Undo');
    await workbench.toast('Undone: 1 file as before. 1001.txt was changed after the run.').waitFor();
    await workbench.screenshot('prompts-undo-refused');
    assert.equal(bytes('1001.txt').toString(), mine);
    assert.deepEqual(bytes('1002.txt'), before);
    await workbench.clearToasts();
  });

  it('tells a file that was changed after the preview, and writes the others', async () => {
    await writeFile(file('1001.txt'), '{ "prompt": "masterpiece, one" }\n');
    await prompts.run('Refilter Prompts');
    await prompts.row('1001.txt').waitFor();
    await writeFile(file('1001.txt'), '{ "prompt": "masterpiece, two" }\n');
    await prompts.action('Apply Prompt Changes');
    const toast = workbench.toast(
      'Refilter: 1 file changed, 1 failed. 1001.txt was changed after the preview.',
    );
    await toast.waitFor();
    await shows(['Failed | 1', '  1001.txt | was changed after the preview.']);
    await inBothThemes('prompts-failed');
    assert.equal(prompt('1001.txt'), 'masterpiece, two');
    assert.doesNotMatch(String(prompt('1002.txt')), /watermark/);
    await prompts.action('Discard Prompt Changes');
    await gone();
    await workbench.clearToasts();
  });
});
