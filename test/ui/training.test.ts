import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeTrainingDemo } from '../demo/trainings';
import { makeCheckpoint } from '../fixtures/makeModels';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { untilKept } from './support/kept';
import { RunPage } from './support/runPage';
import { Workbench } from './support/workbench';

const NAME = 'aria.training.toml';

describe('a training in the editor', () => {
  let workbench: Workbench;
  const gates = mkdtempSync(path.join(tmpdir(), 'diffusion-workbench-gate-'));
  const screen = () => workbench.screen;
  const loras = () => path.join(workbench.folder, 'models/loras');
  const terminal = () => screen().terminal;
  const status = () => screen().statusItem('aria');
  const run = () => new RunPage(workbench);
  const steps = () => run().progress.getAttribute('aria-valuenow');
  /** Lets the stand-in train up to a step. */
  const trainTo = (step: number) => writeFileSync(path.join(gates, 'gate'), String(step));

  before(async () => {
    workbench = await Workbench.start({
      env: { STANDIN_GATE: path.join(gates, 'gate') },
      settings: {
        'terminal.integrated.gpuAcceleration': 'off',
        'diffusionWorkbench.training.pythonPath': path.resolve('test/kohya/python'),
        'diffusionWorkbench.training.kohya.scriptPath': path.resolve(
          'test/kohya/sd-scripts/train_network.py',
        ),
        'diffusionWorkbench.training.kohya.workspace': '',
        'diffusionWorkbench.training.loraDir': '${workspaceFolder}/models/loras',
      },
      prepare: async (folder) => {
        await makeTrainingDemo(folder);
        await mkdir(path.join(folder, 'models/checkpoints'), { recursive: true });
        await writeFile(
          path.join(folder, 'models/checkpoints/mystery_merge.safetensors'),
          makeCheckpoint('mystery_merge'),
        );
      },
    });
    await workbench.openFile(NAME);
  });
  after(async () => {
    await workbench.close();
    rmSync(gates, { recursive: true });
  });
  screenshotFailures(() => workbench);

  it('is checked, and starts from its file as a task whose terminal shows the trainer', async () => {
    await screen().codeLens('Train').click();
    await eventually(async () => assert.match(await terminal().innerText(), /steps:\s+0%/));
    assert.match(await terminal().innerText(), /total optimization steps/);
    assert.doesNotMatch(await terminal().innerText(), /@@event/);
    await workbench.clearToasts();
    trainTo(30);
    await eventually(async () => assert.match(await terminal().innerText(), /30\/120/));
    await eventually(async () => assert.match(await status().innerText(), /aria \d+ %/));
    await workbench.screenshot('training');
  });

  it('is shown by its run view: step, loss of each step, log and settings', async () => {
    assert.equal(await run().title.innerText(), 'aria');
    await eventually(async () => assert.equal(await steps(), '30'));
    await eventually(async () => assert.match(await run().summary.innerText(), /^30 steps; .* at step 30\./));
    await run().log.getByText('num batches per epoch').waitFor();
    await run().section('Settings').getByText('mystery_merge.safetensors').waitFor();
    await workbench.runCommand('View: Hide Panel');
    await workbench.screenshot('run-view');
    // One value after the other, by keys.
    await run().chart.focus();
    await workbench.page.keyboard.press('Shift+ArrowRight');
    const first = Number(/^Step (\d+) · loss/.exec(await run().reading.innerText())?.[1]);
    await workbench.page.keyboard.press('Shift+ArrowRight');
    assert.match(await run().reading.innerText(), new RegExp(`^Step ${first + 1} · loss`));
    await run().frame.getByLabel('Only errors and warnings').check();
  });

  it('goes on when its terminal is closed, and can be shown again from its beginning', async () => {
    await workbench.runCommand('Terminal: Kill the Active Terminal Instance');
    const toast = workbench.toast('The training of aria goes on without its terminal.');
    await toast.waitFor();
    await workbench.screenshot('training-detached');
    await toast.getByRole('button', { name: 'Show' }).click();
    await eventually(async () => assert.match(await terminal().innerText(), /30\/120/));
    trainTo(35);
    await eventually(async () => assert.match(await terminal().innerText(), /35\/120/));
    await workbench.clearToasts();
  });

  it('goes on when the extension host is killed, and is shown by the next one', async () => {
    workbench.killExtensionHost();
    trainTo(40);
    // The one that was killed has left what it showed last.
    await eventually(async () => assert.match(await status().innerText(), /aria 33 %/));
    await workbench.screenshot('training-host-killed');
    await workbench.clearToasts();
  });

  it('is shown by the status bar of a window that opens, whose click shows its run view, with its terminal', async () => {
    await untilKept(workbench.page, '"logProblems":true');
    await workbench.reload();
    await eventually(async () => assert.match(await status().innerText(), /aria \d+ %/));
    await workbench.screenshot('training-window');
    await status().click();
    await eventually(async () => assert.equal(await steps(), '40'));
    await eventually(async () => assert.equal(await run().samples.count(), 2));
    assert.equal(await run().frame.getByLabel('Only errors and warnings').isChecked(), true);
    await run().button('Terminal').click();
    await eventually(async () => assert.match(await terminal().innerText(), /40\/120/));
    // Once more, while it is there: VS Code would ask whether to end a task that is started again.
    await run().button('Terminal').click();
    await eventually(async () => assert.match(await terminal().innerText(), /40\/120/));
    await workbench.screenshot('training-window-terminal');
    assert.equal(await workbench.toast('already active').count(), 0);
  });

  it('is saved and stopped, and says from which step it can be resumed', async () => {
    // From another window, which shows the same training; this one is told by the files alone.
    const other = await workbench.openAnotherWindow();
    await other.screen.statusItem('aria').click();
    await eventually(async () =>
      assert.equal(await new RunPage(other).progress.getAttribute('aria-valuenow'), '40'),
    );
    await new RunPage(other).button('Stop and Save').click();
    await other.screen.statusItem('aria: saves and stops at the next step').waitFor();
    await other.page.close();
    trainTo(41);
    await eventually(async () =>
      assert.match(
        // A long line may go on in the next row.
        (await terminal().innerText()).replaceAll('\n', ''),
        /stopped at step 41 of 120\. It can be resumed from step 41\./,
      ),
    );
    await run().problems.getByText('The training was stopped at step 41 of 120.').waitFor();
    await workbench.screenshot('training-stopped');
  });

  it('is resumed, trains the rest, and its LoRA appears with the models', async () => {
    await run().button('Resume').click();
    await eventually(async () => assert.match(await terminal().innerText(), /0\/79/));
    trainTo(200);
    await workbench.toast('aria is trained').waitFor();
    await eventually(async () => assert.match(await terminal().innerText(), /aria is trained/));
    await eventually(async () =>
      assert.match(await run().summary.innerText(), /^120 steps; .* at step 120\./),
    );
    await run().hints.getByText('ohwx_aria', { exact: true }).waitFor();
    assert.match(await run().hints.innerText(), /<lora:aria_lora_mystery_merge_v1:/);
    await eventually(async () => assert.equal(await run().samples.count(), 4));
    await workbench.screenshot('training-done');
    await workbench.runCommand('View: Hide Panel');
    await workbench.clearToasts();
    await workbench.screenshot('run-view-done');
    await workbench.screenshots('run-view', ['light', 'high-contrast', 'dark']);
    await run().section('Samples').scrollIntoViewIfNeeded();
    await run().samples.first().waitFor();
    await workbench.screenshot('run-view-samples');
    await run().samples.first().click();
    await run().lightbox.waitFor();
    await workbench.page.keyboard.press('ArrowRight');
    await run()
      .lightbox.getByText(/step 81 · ohwx_aria, portrait/)
      .waitFor();
    await workbench.screenshot('run-view-lightbox');
    await workbench.page.keyboard.press('Escape');
    await run().lightbox.waitFor({ state: 'detached' });
    await run().section('Checkpoints').getByText('in use').waitFor();
    await workbench.screenshot('run-view-checkpoints');
    await run().button('Use This Checkpoint').last().click();
    await workbench.toast('Copied: ').waitFor();
    assert.ok((await readdir(loras())).includes('aria_lora_mystery_merge_v2.safetensors'));
    assert.deepEqual(
      (await readdir(loras())).filter((name) => name.startsWith('aria_lora_mystery_merge_v1')).sort(),
      ['aria_lora_mystery_merge_v1.safetensors', 'aria_lora_mystery_merge_v1.safetensors.metadata.json'],
    );
    await workbench.showContainer();
    await workbench.revealRow('aria');
    await workbench.screenshot('training-model');
  });
});
