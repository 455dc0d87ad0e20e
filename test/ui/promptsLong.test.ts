import assert from 'node:assert/strict';
import { existsSync, linkSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withFileLock } from '../../src/core/files/lock';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { PromptsPage } from './support/promptsPage';
import { TokensPage } from './support/tokensPage';
import { Workbench } from './support/workbench';

/** One file by many names: some minutes of reading, so that a run is under way for as long as a test looks at it. */
const LONG = { names: 10_000, tokens: 30_000 };
const NAMED_ALIKE = 'Changes by Refilter.md';
/** One more than the editor is given at once. */
const MANY = 201;

function makePrompts(folder: string): void {
  for (const name of ['long', 'short', 'many']) mkdirSync(path.join(folder, name));
  const write = (name: string, prompt: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, JSON.stringify({ raw_prompt: prompt, prompt }));
    return file;
  };
  writeFileSync(path.join(folder, 'Filter_Clothes.txt'), 'hat\n');
  writeFileSync(path.join(folder, NAMED_ALIKE), 'my notes\n');
  const tokens = Array.from({ length: LONG.tokens }, (_, number) => `(token ${number % 100}:1.1)`);
  const long = write('long/0.txt', `hat, ${tokens.join(', ')}`);
  for (let number = 1; number < LONG.names; number++) {
    linkSync(long, path.join(folder, `long/${number}.txt`));
  }
  for (const name of ['a', 'b']) write(`short/${name}.txt`, 'cat, hat');
  for (let number = 0; number < MANY; number++) write(`many/${number}.txt`, 'cat, hat');
}

describe('a long run over prompt files', () => {
  let workbench: Workbench;
  let prompts: PromptsPage;
  const at = (name: string) => path.join(workbench.folder, name);
  const call = (folder: string, title: string) => prompts.chooseInExplorer(folder, 'Prompt Files', title);
  const running = (title: string | RegExp) => workbench.toast(title);
  const shows = (rows: string[]) => eventually(async () => assert.deepEqual(await prompts.shown(), rows));
  /** The folder where the runs are kept that can be undone. */
  const journal = () => path.join(workbench.folder, '../vscode/data/undo');
  const SHORT = ['[x] Changed | 2', '  [x] a.txt | − hat (Clothes)', '  [x] b.txt | − hat (Clothes)'];

  before(async () => {
    workbench = await Workbench.start({ prepare: makePrompts });
    prompts = new PromptsPage(workbench);
    // Its icon is there once the extension's menus are.
    await workbench.showContainer();
  });
  after(() => workbench.close());
  screenshotFailures(() => workbench);

  it('that collects is cancelled: no list is written, none is shown, and the next one runs', async () => {
    const title = 'Collecting the prompt tokens of long';
    await call('long', 'Collect Prompt Tokens');
    await running(title).getByText('of 10,000 files').waitFor();
    await workbench.screenshot('tokens-collecting');
    await workbench.cancelProgress(title);
    await call('short', 'Collect Prompt Tokens');
    await workbench.screen.activeTab('Tokens: short').waitFor();
    await new TokensPage(workbench).hasFocus('cat');
    assert.deepEqual(
      [existsSync(at('long/all_prompts.json')), existsSync(at('short/all_prompts.json'))],
      [false, true],
    );
    assert.equal(await workbench.screen.tab().count(), 1);
    await workbench.runCommand('View: Close All Editors');
  });

  it('that looks for changes lets no second one begin, and is cancelled without a preview', async () => {
    await call('long', 'Refilter Prompts');
    await running('Refilter').getByText('of 10,000 files').waitFor();
    const second = 'Diffusion Workbench: Collect Prompt Tokens';
    await eventually(async () => assert.equal(await workbench.offers(second), false));
    await workbench.screenshot('prompts-running');
    await workbench.cancelProgress('Refilter');
    await eventually(async () => assert.equal(await workbench.offers(second), true));
    assert.equal(await prompts.view.count(), 0);
    await workbench.clearToasts();
    await call('short', 'Refilter Prompts');
    await shows(SHORT);
    await prompts.action('Discard Prompt Changes');
  });

  it('that writes is cancelled: what is left stays in the preview and can be applied', async () => {
    await call('short', 'Refilter Prompts');
    await shows(SHORT);
    // It stays for a moment, and cancels nothing any more.
    await running('Refilter').waitFor({ state: 'detached' });
    mkdirSync(journal(), { recursive: true });
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let holding: Promise<void> | undefined;
    // As another window that writes does: the run waits.
    await new Promise<void>((resolve) => {
      holding = withFileLock(path.join(journal(), 'run'), () => {
        resolve();
        return held;
      });
    });
    await prompts.action('Apply Prompt Changes');
    await running('Refilter').getByRole('button', { name: 'Cancel' }).click();
    // What is asked after the click is answered after it.
    await workbench.runCommand('Diffusion Workbench: Show Log');
    await workbench.screen.panel.waitFor();
    letGo();
    await holding;
    await workbench.toast('Refilter: 0 files changed, cancelled, 2 files left as they were.').waitFor();
    await shows(SHORT);
    assert.equal(prompts.json('short/a.txt').prompt, 'cat, hat');
    await workbench.clearToasts();
    await prompts.action('Apply Prompt Changes');
    await workbench.toast('Refilter: 2 files changed.').waitFor();
    assert.equal(prompts.json('short/a.txt').prompt, 'cat');
    await workbench.clearToasts();
  });

  it('shows the first 200 of more changes in one view, and says so', async () => {
    await prompts.open(NAMED_ALIKE);
    await call('many', 'Refilter Prompts');
    await prompts.message.getByText('Refilter would write 201 files.').waitFor();
    await prompts.action('Show Prompt Changes');
    await workbench.toast('The first 200 of 201 files are shown.').waitFor();
    await workbench.screen.activeTab('Changes by Refilter (200 files)').waitFor();
    await workbench.screen.multiDiffLine('modified').waitFor();
    await workbench.screenshot('prompts-200-changes');
    await prompts.action('Discard Prompt Changes');
    await workbench.screen.tab('200 files').waitFor({ state: 'detached' });
    // A file of such a name is the user's own.
    assert.equal(await workbench.screen.tab(NAMED_ALIKE).count(), 1);
  });
});
