import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { JobFolders } from './support/jobFolders';
import { Workbench } from './support/workbench';

const TRAINING = (name: string, more = '') =>
  `# as it was\nname = "${name}"\nfamily = "sd15"\nbase_model = "base.safetensors"\npictures = "pictures"\n${more}`;

describe('the Jobs view', () => {
  let workbench: Workbench;
  let jobs: JobFolders;
  const data = mkdtempSync(path.join(tmpdir(), 'diffusion-workbench-data-'));
  const ids: Record<string, string> = {};
  const row = (text: string | RegExp) => workbench.treeRow(text);
  const rows = () => workbench.screen.jobRows();
  const cli = (...args: string[]) =>
    execa(process.execPath, ['dist/cli.js', 'jobs', ...args], {
      env: { DIFFUSION_WORKBENCH_DATA: data },
    });

  before(async () => {
    workbench = await Workbench.start({
      env: { DIFFUSION_WORKBENCH_DATA: data },
      prepare: async (folder) => {
        jobs = new JobFolders(data, { file: 'aria.training.toml', folder });
        const verdict = { endedAt: '2026-01-02T00:00:00.000Z' };
        ids.done = await jobs.add('aria', TRAINING('aria', 'dim = 32\n'), {
          ...verdict,
          state: 'done',
          verdict: { state: 'done', steps: 120, lastLoss: 0.071 },
          plan: { totalSteps: 120, batchesPerEpoch: 12 },
          artifact: '/loras/aria.safetensors',
        });
        ids.failed = await jobs.add('bela', TRAINING('bela'), {
          ...verdict,
          state: 'error',
          verdict: { state: 'error', steps: 7, cause: 'The GPU ran out of memory. Use less.' },
        });
        ids.stopped = await jobs.add('cleo', TRAINING('cleo'), {
          ...verdict,
          state: 'stopped',
          verdict: { state: 'stopped', steps: 41 },
          resumable: { step: 41 },
        });
        ids.elsewhere = await jobs.addRunning('dora', TRAINING('dora'), 'gpu-box');
        ids.running = await jobs.addRunning('elsa', TRAINING('elsa'));
        for (const name of ['first', 'second', 'third']) ids[name] = await jobs.add(name, TRAINING(name), {});
      },
    });
  });
  after(async () => {
    await workbench.close();
    rmSync(data, { recursive: true, force: true });
  });
  screenshotFailures(() => workbench);

  it('shows the queue, what runs, and how the others went', async () => {
    await workbench.showContainer();
    await eventually(async () =>
      assert.deepEqual(await rows(), [
        'Queue 3',
        'first next',
        'second waits for its turn',
        'third waits for its turn',
        'Running 1',
        'elsa 33 % · 3 min left · step 40 of 120 · loss 0.0821',
        'History 4',
        'aria done · 120 steps',
        'bela error: The GPU ran out of memory',
        'cleo stopped at step 41',
        'dora on gpu-box, not followed here',
      ]),
    );
    await workbench.screenshots('jobs', ['light', 'high-contrast', 'high-contrast-light', 'dark']);
    const told = await workbench.hover(row('bela'));
    await told.getByText('Use less.').waitFor();
    await workbench.screenshot('jobs-tooltip');
  });

  it('changes the turns of those that wait, for the command line as well, and takes them from it', async () => {
    await workbench.chooseFromMenu(row('third'), 'Run Training Next');
    await row(/third.*next/).waitFor();
    assert.deepEqual(await jobs.tasks.waiting('training'), [ids.third, ids.first, ids.second]);
    await cli('move', ids.third ?? '', 'down');
    await row(/first.*next/).waitFor();
    await workbench.screen.sidebar.getByText('third').dragTo(workbench.screen.sidebar.getByText('first'));
    await row(/third.*next/).waitFor();
  });

  it('compares those that are picked', async () => {
    await workbench.chooseFromMenu(row('aria'), 'Compare Trainings…');
    await workbench.screen.quickInputRows.filter({ hasText: 'bela' }).click();
    await workbench.screenshot('jobs-compare-pick');
    await workbench.page.keyboard.press('Enter');
    const page = workbench.webview;
    await page.getByRole('row', { name: 'dim (network_dim) 32 16 (default)' }).waitFor();
    await page.getByText('No step was trained yet.').waitFor();
    await workbench.screenshot('jobs-compare');
    const same = page.getByRole('row', { name: /^family/ });
    assert.equal(await same.count(), 0);
    await page.getByLabel('All settings').check();
    await page.getByLabel('Log scale').check();
    await same.waitFor();
  });

  it('shows the training file as it was trained, and makes a new one of it, never over another', async () => {
    await workbench.chooseFromMenu(row('aria'), 'Open Training File as Trained');
    await workbench.screen.activeTab('aria.training.toml').waitFor();
    await workbench.screen.line('# as it was').waitFor();
    await workbench.chooseFromMenu(row('aria'), 'Train Again…');
    const target = path.join(workbench.folder, 'again.training.toml');
    await workbench.answerDialog(target, 'Write the training file');
    await workbench.screen.activeTab('again.training.toml').waitFor();
    assert.equal(readFileSync(target, 'utf8'), TRAINING('aria', 'dim = 32\n'));
  });

  it('removes a training, and brings it back', async () => {
    await workbench.chooseFromMenu(row('bela'), 'Remove Training');
    await workbench.screen.dialog.getByText('can be brought back for 7 days').waitFor();
    await workbench.screenshot('jobs-remove');
    await workbench.screen.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await row('bela').waitFor({ state: 'detached' });
    await workbench.toast('The training of bela was removed.').getByRole('button', { name: 'Undo' }).click();
    await row('bela').waitFor();
  });

  it('is there again when the window is opened again, and shows what the command line does', async () => {
    await workbench.reload();
    await workbench.showContainer();
    await row(/third.*next/).waitFor();
    await workbench.screen.tab('Compare Trainings').click();
    await workbench.webview.getByRole('row', { name: /^family/ }).waitFor();
    assert.equal(await workbench.webview.getByLabel('Log scale').isChecked(), true);
    await cli('resume', ids.stopped ?? '');
    await row(/cleo.*waits for its turn/).waitFor();
    // While another one runs none of them begins.
    for (const id of await jobs.tasks.waiting('training')) await cli('stop', id, '--now');
    // What this window shows of a training that another program ends is told here, once.
    await jobs.store.update(ids.running ?? '', (job) => ({
      ...job,
      state: 'error',
      endedAt: new Date().toISOString(),
      verdict: { state: 'error', cause: 'The disk is full.' },
    }));
    await workbench.toast('elsa: The disk is full.').waitFor();
    await workbench.screenshot('jobs-ended');
    assert.equal((await jobs.store.read(ids.running ?? '')).told, true);
  });
});
