import assert from 'node:assert/strict';
import { execa } from 'execa';
import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeTrainingDemo } from '../demo/trainings';
import { eventually } from '../ui/support/eventually';
import { screenshotFailures } from '../ui/support/failures';
import { Workbench } from '../ui/support/workbench';

const { KOHYA_ROOT = '', KOHYA_PYTHON = '' } = process.env;
const NAME = 'tiny.training.toml';
const STEPS = 60;
const EVERY = 20;

/** A CPU takes about a second for a step of a model this small: time to look on, to save and to stop. */
const TRAINING = `name = "tiny"
trigger = "ohwx_aria"
class = "woman"
family = "sd15"
base_model = "../base/model"
pictures = "aria"
repeats = 2
resolution = 256
batch_size = 4
dim = 4
alpha = 4
unet_only = true
precision = "no"
save_precision = "float"
steps = ${STEPS}

[save]
every_steps = ${EVERY}
state = true

[samples]
prompts = ["ohwx_aria, portrait --w 64 --h 64 --s 4"]
every_steps = ${EVERY}

[extra]
tokenizer_cache_dir = "../base/tokenizers"
`;

interface ShownJob {
  readonly state: string;
  readonly steps: number;
  readonly total_steps: number;
  readonly folder: string;
  readonly resumable?: { readonly step: number };
  readonly checkpoints: readonly { readonly step?: number }[];
}

/** The sd-scripts of KOHYA_ROOT in a folder of its own, with a narrow U-Net in its train_network.py. */
async function narrowScripts(folder: string): Promise<void> {
  await mkdir(folder);
  for (const name of await readdir(KOHYA_ROOT))
    if (name !== 'train_network.py') await symlink(path.resolve(KOHYA_ROOT, name), path.join(folder, name));
  await copyFile('test/realKohya/narrowTrainNetwork.py', path.join(folder, 'train_network.py'));
}

/** Loading torch from a slow disk alone takes a minute. */
const WAIT_MS = 10 * 60_000;

describe('a training by sd-scripts itself, of a tiny model with narrowed U-Net', function () {
  this.timeout(2 * WAIT_MS);
  let workbench: Workbench;
  const data = mkdtempSync(path.join(tmpdir(), 'diffusion-workbench-kohya-'));
  const screen = () => workbench.screen;
  const terminalShows = (text: RegExp) =>
    eventually(async () => assert.match(await screen().terminal.innerText(), text), WAIT_MS);
  const loras = () => path.join(workbench.folder, 'loras');
  /** What the command line says of the job. */
  const job = async () => {
    const [id = ''] = await readdir(path.join(data, 'jobs'));
    const env = { DIFFUSION_WORKBENCH_DATA: data };
    const { stdout } = await execa(process.execPath, ['dist/cli.js', 'jobs', 'show', id, '--json'], { env });
    return JSON.parse(stdout) as ShownJob;
  };
  const log = async () => readFile(path.join((await job()).folder, 'train.log'), 'utf8');
  const savedSteps = async () => (await job()).checkpoints.flatMap(({ step }) => step ?? []);

  before(async () => {
    workbench = await Workbench.start({
      env: {
        DIFFUSION_WORKBENCH_DATA: data,
        KOHYA_ROOT: path.resolve(KOHYA_ROOT),
        HF_HUB_OFFLINE: '1',
        TRANSFORMERS_OFFLINE: '1',
      },
      settings: {
        'terminal.integrated.gpuAcceleration': 'off',
        'diffusionWorkbench.training.pythonPath': KOHYA_PYTHON,
        'diffusionWorkbench.training.kohya.scriptPath': '${workspaceFolder}/sd-scripts/train_network.py',
        'diffusionWorkbench.training.kohya.workspace': '',
        'diffusionWorkbench.training.loraDir': '${workspaceFolder}/loras',
      },
      prepare: async (folder) => {
        await makeTrainingDemo(folder);
        await rm(path.join(folder, 'trainings/aria.training.toml'));
        await writeFile(path.join(folder, 'trainings', NAME), TRAINING);
        await narrowScripts(path.join(folder, 'sd-scripts'));
        await execa(KOHYA_PYTHON, ['test/realKohya/makeTinyModel.py', path.join(folder, 'base')]);
      },
    });
    await workbench.openFile(NAME);
  });
  after(async () => {
    await workbench.close();
    rmSync(data, { recursive: true });
  });
  screenshotFailures(() => workbench);

  it('starts from its file as a task, and shows the output of the trainer', async () => {
    await screen().codeLens('Train').click({ timeout: WAIT_MS });
    await terminalShows(/steps:\s+\d+%\|.* [1-9]\d*\/60 /);
    assert.match(await screen().terminal.innerText(), /total optimization steps/);
    await workbench.screenshot('kohya-training');
  });

  it('is saved at a step, and goes on', async () => {
    await workbench.runCommand('Diffusion Workbench: Save Training Now');
    const saved = await eventually(async () => {
      const [, step] = /"event": "save", "step": (\d+)/.exec(await log()) ?? [];
      assert.ok(step !== undefined);
      return Number(step);
    }, WAIT_MS);
    await eventually(
      async () =>
        assert.ok(
          Number(
            (await log())
              .match(/ (\d+)\/60 /g)
              ?.at(-1)
              ?.split('/')[0],
          ) > saved,
        ),
      WAIT_MS,
    );
  });

  it('is stopped, and says from which step it can be resumed', async () => {
    await workbench.runCommand('Diffusion Workbench: Stop and Save Training');
    await terminalShows(/stopped at step \d+ of 60\. It can be resumed from step \d+\./);
    const { state, steps, resumable } = await job();
    assert.deepEqual([state, resumable?.step], ['stopped', steps]);
    assert.ok(steps < STEPS);
    assert.ok((await savedSteps()).includes(steps));
    await workbench.screenshot('kohya-stopped');
  });

  it('is resumed, trains exactly the rest, and keeps what was saved before', async () => {
    const { steps } = await job();
    const before = await savedSteps();
    const toast = workbench.toast(`tiny: The training was stopped at step ${steps} of 60.`);
    await toast.getByRole('button', { name: 'Resume' }).click();
    await workbench.toast('tiny is trained').waitFor({ timeout: WAIT_MS });
    assert.match(await log(), new RegExp(` ${STEPS - steps}/${STEPS - steps} `));
    const done = await job();
    assert.deepEqual([done.state, done.steps, done.total_steps], ['done', STEPS, STEPS]);
    const after = await savedSteps();
    assert.deepEqual(
      before.filter((step) => !after.includes(step)),
      [],
    );
    await workbench.screenshot('kohya-done');
  });

  it('has brought its LoRA to the folder of LoRAs, annotated, with a sample as preview', async () => {
    assert.deepEqual((await readdir(loras())).sort(), [
      '.previews',
      'tiny_lora_model_v1.safetensors',
      'tiny_lora_model_v1.safetensors.metadata.json',
    ]);
    const sidecar = await readFile(
      path.join(loras(), 'tiny_lora_model_v1.safetensors.metadata.json'),
      'utf8',
    );
    const { trigger_words: words, training } = JSON.parse(sidecar) as Record<string, unknown>;
    assert.deepEqual(words, ['ohwx_aria']);
    assert.equal((training as Record<string, unknown>).steps, STEPS);
    await workbench.showContainer();
    await workbench.revealRow('tiny');
    await workbench.screenshot('kohya-model');
  });
});
