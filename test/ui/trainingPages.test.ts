import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { JobFolders, PART } from './support/jobFolders';
import { untilKept } from './support/kept';
import { RunPage } from './support/runPage';
import { focused, listenTo, nameless, tabThrough } from './support/tabOrder';
import { Workbench, type Theme } from './support/workbench';

const PROMPTS = '[samples]\nprompts = ["ohwx_nora, portrait --d 42", "a portrait --d 42"]\n';
const TRAINING = (name: string, more = '') =>
  `name = "${name}"\ntrigger = "ohwx_nora"\nfamily = "sd15"\nbase_model = "base.safetensors"\npictures = "pictures"\n${more}${PROMPTS}`;
const THEMES: readonly Theme[] = ['light', 'high-contrast', 'high-contrast-light', 'dark'];

const RUN_STOPS = [
  ...['Save Now', 'Stop and Save', 'Stop', 'Terminal', 'Train Again', 'Compare…', 'Training File', 'Open Folder'],
  ...['Smoothing', 'Log scale', 'Show All', 'Loss', 'Learning rate', 'Size'],
  ...['Step 100: ohwx_nora, portrait', 'Step 200: ohwx_nora, portrait', 'Step 100: a portrait', 'Step 200: a portrait'],
  ...['Filter', 'Only errors and warnings', 'Copy', 'Log'],
]; // prettier-ignore
const compareStops = (one: string, other: string) => [
  ...['Smoothing', 'Log scale', one, 'nora', other, 'nora', 'Smoothed loss of each training'],
  ...['All settings', 'Up to step', 'nora, step 400: ohwx_nora, portrait', 'nora, step 300: ohwx_nora, portrait'],
  ...['nora, step 400: a portrait', 'nora, step 300: a portrait'],
]; // prettier-ignore

/** Falls, with noise and one spike. */
const losses = (count: number, level: number) =>
  Array.from({ length: count }, (_, index) => {
    const noise = 0.015 * Math.sin(index * 12.9898) + 0.01 * Math.sin(index * 78.233);
    return level + 0.12 / (index / 30 + 1) + noise + (index === 150 ? 0.2 : 0);
  });

describe('the pages of trainings', () => {
  let workbench: Workbench;
  let jobs: JobFolders;
  const data = mkdtempSync(path.join(tmpdir(), 'diffusion-workbench-data-'));
  const ids = { done: '', stopped: '', running: '', foreign: '' };
  const run = () => new RunPage(workbench);
  const page = () => workbench.webview;
  const main = () => page().locator('main');

  before(async () => {
    workbench = await Workbench.start({
      env: { DIFFUSION_WORKBENCH_DATA: data },
      prepare: async (folder) => {
        jobs = new JobFolders(data, { file: 'nora.training.toml', folder });
        const ended = { endedAt: '2026-01-02T00:00:00.000Z', parts: [PART] };
        const plan = { totalSteps: 400, batchesPerEpoch: 40 };
        ids.done = await jobs.add('nora', TRAINING('nora', 'dim = 32\n'), {
          ...ended,
          plan,
          state: 'done',
          verdict: { state: 'done', steps: 400, lastLoss: 0.071 },
        });
        ids.stopped = await jobs.add('nora', TRAINING('nora'), {
          ...ended,
          plan,
          state: 'stopped',
          verdict: { state: 'stopped', steps: 300 },
          resumable: { step: 300 },
        });
        const trainer = { pid: 1, startTime: 'x', host: 'gpu-box' };
        ids.foreign = await jobs.add('rita', TRAINING('rita'), {
          ...ended,
          parts: [{ ...PART, trainer }],
          state: 'stopped',
          verdict: { state: 'stopped', steps: 41 },
        });
        ids.running = await jobs.addRunning('olga', TRAINING('olga'));
        await jobs.store.update(ids.running, (job) => ({ ...job, plan }));
        // A window looks for trainings once one has waited.
        await jobs.add('pia', TRAINING('pia'), {});
        await jobs.tellSteps(ids.done, 1, losses(400, 0.06));
        await jobs.tellSteps(ids.stopped, 1, losses(300, 0.08));
        await jobs.tellSteps(ids.running, 1, losses(200, 0.07));
        for (const [id, to] of [[ids.done, 400], [ids.stopped, 300], [ids.running, 200]] as const) // prettier-ignore
          await jobs.addSamples(id, [100, 200, 300, 400].filter((step) => step <= to), 2); // prettier-ignore
        await jobs.tellLog(
          ids.running,
          Array.from({ length: 6000 }, (_, index) => `line ${index}`),
        );
      },
    });
    await workbench.showContainer();
  });
  after(async () => {
    await workbench.close();
    rmSync(data, { recursive: true, force: true });
  });
  screenshotFailures(() => workbench);

  it('say by keyboard and screen reader all there is of a run, and of news only its state', async () => {
    await workbench.treeRow('olga').click();
    await eventually(async () => assert.match(await run().summary.innerText(), /^200 steps/));
    await eventually(async () => assert.equal(await run().samples.count(), 4));
    await workbench.screenshots('run-page', THEMES);
    assert.deepEqual(nameless(await main().ariaSnapshot()), []);
    const stops = await tabThrough(workbench.page, run().title);
    assert.deepEqual(stops.filter(({ isRinged }) => !isRinged), []); // prettier-ignore
    assert.deepEqual(stops.map(({ name }) => name.replace(/\. .*/s, '')), RUN_STOPS); // prettier-ignore
    // And back into it: the frames around it may be stops of their own.
    await eventually(async () => {
      await workbench.page.keyboard.press('Shift+Tab');
      assert.equal((await run().title.evaluate(focused))?.name, 'Log');
    });
    // A sample that was looked at large has the focus afterwards.
    await run().frame.getByRole('button', { name: 'Step 100: ohwx_nora, portrait' }).press('Enter');
    await run()
      .lightbox.getByText(/^step 100/)
      .waitFor();
    await workbench.page.keyboard.press('ArrowRight');
    await run()
      .lightbox.getByText(/^step 200/)
      .waitFor();
    await workbench.page.keyboard.press('Escape');
    await eventually(async () =>
      assert.equal((await run().title.evaluate(focused))?.name, 'Step 200: ohwx_nora, portrait'),
    );
    // Steps and lines of the log are not said, but what becomes of the training is.
    const said = await listenTo(page().locator('body'));
    await jobs.tellSteps(ids.running, 201, losses(20, 0.07));
    await jobs.tellLog(ids.running, ['line 6000']);
    await eventually(async () => assert.match(await run().summary.innerText(), /^220 steps/));
    await run().log.getByText('line 6000', { exact: true }).waitFor();
    assert.deepEqual(await said(), []);
    await jobs.store.update(ids.running, (job) => ({ ...job, state: 'copying' }));
    await eventually(async () => assert.equal((await said()).length, 1));
    await jobs.store.update(ids.running, (job) => ({ ...job, state: 'training' }));
  });

  it('keep what a user reads of a long log in its place', async () => {
    const top = () => run().log.evaluate(lineAtTop);
    await run().log.evaluate((log) => (log.scrollTop = 18 * 2000));
    await eventually(async () => assert.match(await top(), /^line [23]\d\d\d$/));
    const read = await top();
    await jobs.tellLog(
      ids.running,
      Array.from({ length: 400 }, (_, index) => `more ${index}`),
    );
    await run().section('Log').getByText('1401 lines before these').waitFor();
    await eventually(async () => assert.equal(await top(), read));
  });

  it('are looked at as before after a reload', async () => {
    await run().frame.getByLabel('Smoothing').fill('0.5');
    await run().frame.getByLabel('Log scale').check();
    await run().section('Samples').getByLabel('Size').fill('240');
    await run().frame.getByRole('textbox', { name: 'Filter' }).fill('line 59');
    await untilKept(workbench.page, '"logFilter":"line 59"');
    await workbench.reload();
    await eventually(async () => assert.equal(await run().frame.getByLabel('Smoothing').inputValue(), '0.5'));
    assert.equal(await run().frame.getByLabel('Log scale').isChecked(), true);
    assert.equal(await run().section('Samples').getByLabel('Size').inputValue(), '240');
    await eventually(async () => assert.equal((await run().samples.first().boundingBox())?.width, 240));
    assert.equal(await run().frame.getByRole('textbox', { name: 'Filter' }).inputValue(), 'line 59');
    await run().log.getByText('line 5999', { exact: true }).waitFor();
  });

  it('compare by keyboard and screen reader, and as before after a reload', async () => {
    await workbench.chooseFromMenu(workbench.treeRow(/nora.*done/), 'Compare Trainings…');
    await workbench.screen.quickInputRows.filter({ hasText: 'stopped at step 300' }).click();
    await workbench.page.keyboard.press('Enter');
    const summaries = page().locator('.summaries');
    await summaries.getByText(/300 steps; the smoothed loss is/).waitFor();
    await page().locator('.sample img').first().waitFor();
    assert.match(
      await summaries.innerText(),
      /400 steps; the smoothed loss is [\d.]+ at step 400\. Lowest: /,
    );
    await workbench.screenshots('compare-page', THEMES);
    assert.deepEqual(nameless(await main().ariaSnapshot()), []);
    const stops = await tabThrough(workbench.page, page().locator('h1'));
    assert.deepEqual(stops.map(({ name }) => name.replace(/\. .*/s, '')), compareStops(ids.done, ids.stopped)); // prettier-ignore
    assert.deepEqual(stops.filter(({ isRinged }) => !isRinged), []); // prettier-ignore
    await page().getByLabel('Smoothing').fill('0.3');
    await page().getByLabel('Up to step').fill('250');
    await page().getByLabel('All settings').check();
    await page().getByRole('checkbox', { name: ids.stopped }).uncheck();
    const scroll = () =>
      page()
        .locator('html')
        .evaluate((html) => html.scrollTop);
    await page().locator('html').evaluate((html) => html.scrollTo(0, 333)); // prettier-ignore
    await untilKept(workbench.page, '"scroll":333');
    await workbench.reload();
    await eventually(async () => assert.equal(await scroll(), 333));
    assert.equal(await page().getByLabel('Smoothing').inputValue(), '0.3');
    assert.equal(await page().getByLabel('Up to step').inputValue(), '250');
    assert.equal(await page().locator('.sample').first().getAttribute('aria-label'), 'nora, step 200: ohwx_nora, portrait'); // prettier-ignore
    assert.equal(await page().getByLabel('All settings').isChecked(), true);
    assert.equal(await page().getByRole('checkbox', { name: ids.stopped }).isChecked(), false);
    assert.equal(await page().getByRole('checkbox', { name: ids.done }).isChecked(), true);
  });

  it('open from the Jobs view by keyboard alone, whose menu gives the focus back', async () => {
    await workbench.runCommand('Diffusion Workbench: Focus on Jobs View');
    const focusedRow = workbench.screen.focusedRow;
    await workbench.page.keyboard.press('Home');
    await eventually(async () => assert.match(await focusedRow.innerText(), /^Queue/));
    const { menu } = workbench.screen;
    for (const name of ['pia', 'Running', 'olga']) {
      await workbench.page.keyboard.press('ArrowDown');
      await eventually(async () => assert.match(await focusedRow.innerText(), new RegExp(name)));
    }
    assert.match((await focusedRow.getAttribute('aria-label')) ?? '', /^olga, \d+ %/);
    await workbench.page.keyboard.press('Shift+F10');
    await menu.getByText('Stop and Save Training', { exact: true }).waitFor();
    await workbench.screenshot('jobs-menu-by-keys');
    await workbench.page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
    await eventually(async () => assert.match(await focusedRow.innerText(), /olga/));
    await workbench.page.keyboard.press('Enter');
    await workbench.screen.activeTab('Training: olga').waitFor();
    await run().title.getByText('olga').waitFor();
    await workbench.screen.statusItem('olga').hover();
    await workbench.hoverText('Show the training of olga').waitFor();
    await workbench.screenshot('status-tooltip');
    // It would lie over the rows.
    await workbench.page.mouse.move(800, 300);
    await workbench.hoverText('Show the training of olga').waitFor({ state: 'detached' });
  });

  it('offer to resume what ended on another machine only with a question, and say that it was removed', async () => {
    const { screen } = workbench;
    const [ours, foreign] = [workbench.treeRow('stopped at step 300'), workbench.treeRow('rita')];
    await screen.rowName(ours).hover();
    await screen.rowAction(ours, 'Resume').waitFor();
    await screen.rowName(foreign).hover();
    assert.equal(await screen.rowAction(foreign, 'Resume').count(), 0);
    await foreign.click();
    await run().state.getByText('stopped at step 41 · on gpu-box').waitFor();
    await run().button('Resume Here…').click();
    await screen.dialog.getByText('It was trained on gpu-box.').waitFor();
    await workbench.screenshot('resume-here');
    await workbench.page.keyboard.press('Escape');
    await screen.dialog.waitFor({ state: 'detached' });
    // Nothing tells of a folder that goes away: it is looked for.
    await jobs.store.remove(ids.foreign, new Date());
    await page().getByText('This training is not there any more').waitFor();
    await foreign.waitFor({ state: 'detached' });
  });

  it('are for the eye, too, in a narrow window', async () => {
    const size = workbench.page.viewportSize();
    await workbench.runCommand('View: Close Primary Side Bar');
    await workbench.screen.tab('Compare Trainings').click();
    await workbench.page.setViewportSize({ width: 448, height: 900 });
    await workbench.screenshots('compare-narrow', THEMES);
    assert.equal(await page().locator('html').evaluate((html) => html.scrollWidth > html.clientWidth), false); // prettier-ignore
    if (size) await workbench.page.setViewportSize(size);
  });
});

/** The line of the log that stands at the upper edge. */
function lineAtTop(log: Element): string {
  const edge = log.getBoundingClientRect().top;
  const rows = [...log.querySelectorAll('.line')];
  return rows.find((row) => row.getBoundingClientRect().bottom > edge + 4)?.textContent ?? '';
}
