import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { execa } from 'execa';
import { safetensors } from '../../fixtures/makeModels';
import { picture } from '../core/training/dataset/datasetFolder';
import { TestLibrary } from '../support/testLibrary';
import { until } from '../support/until';

const TRAINING = [
  'name = "hero"',
  'family = "sd15"',
  'base_model = "base.safetensors"',
  'pictures = "pictures"',
  'trigger = "ohwx"',
  'resolution = 64',
  'repeats = 1',
  'steps = 24',
  'weight = 0.75',
  '',
].join('\n');

describe('a training on the command line, by the stand-in for sd-scripts', () => {
  let library: TestLibrary;
  const at = (name: string) => join(library.folder, name);

  beforeEach(async () => {
    library = await TestLibrary.make();
    await library.write('hero.training.toml', Buffer.from(TRAINING));
    await library.write('base.safetensors', safetensors('base', []));
    for (let index = 0; index < 8; index++) {
      await library.write(`pictures/${index}.png`, await picture(index, 64));
      await library.write(`pictures/${index}.txt`, Buffer.from(`ohwx, view ${index}`));
    }
  });
  afterEach(async () => library.remove());

  /** Starts the command line with user data of its own. */
  const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    execa(process.execPath, [resolve('dist/cli.js'), ...args], {
      cwd: library.folder,
      env: { ...env, STANDIN_STEP_MS: '1', DIFFUSION_WORKBENCH_DATA: at('data') },
      reject: false,
    });
  const TRAINER = [
    ...['--python', resolve('test/kohya/python'), '--kohya', resolve('test/kohya/sd-scripts')],
    ...['--lora-dir', 'loras'],
  ];
  const show = async (id: string) =>
    JSON.parse((await start(['jobs', 'show', id, '--json'])).stdout) as Record<string, unknown>;

  it('shows the words of the trainer, copies the LoRA, and says what it is', async () => {
    const { exitCode, stdout } = await start(['train', 'hero.training.toml', ...TRAINER]);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^This is a stand-in for sd-scripts/);
    assert.match(stdout, /24\/24 .*model saved\./s);
    assert.doesNotMatch(stdout, /@@event/);
    assert.match(stdout, /^state: done\nsteps: 24 of 24$/m);
    const lora = at('loras/hero_lora_base_v1.safetensors');
    assert.ok(existsSync(lora));
    const sidecar = JSON.parse(readFileSync(`${lora}.metadata.json`, 'utf8')) as Record<string, unknown>;
    const { trigger_words: words, preferred_weight: weight, model_type: type, training } = sidecar;
    assert.deepEqual([words, weight, type], [['ohwx'], 0.75, 'LORA']);
    assert.equal((training as Record<string, unknown>).pictures, 8);
    // The pictures themselves are as they were.
    assert.equal(readdirSync(at('pictures')).length, 16);
  });

  it('says why it failed, in plain words, and ends with 1', async () => {
    const { exitCode, stdout } = await start(['train', 'hero.training.toml', '--json', ...TRAINER], {
      STANDIN_FAULT: 'oom@3',
    });
    assert.equal(exitCode, 1);
    const job = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([job.state, job.cause_id], ['error', 'gpu_memory']);
    assert.match(String(job.cause), /^The GPU ran out of memory\. Lower these in this order/);
  });

  it('does not start where the file has errors: it names the first, and how many more there are', async () => {
    await library.write(
      'hero.training.toml',
      Buffer.from(`${TRAINING}[extra]\nnetwork_dimm = 4\nmax_grad_norm = "x"\n`),
    );
    rmSync(at('base.safetensors'));
    const { exitCode, stderr } = await start(['train', 'hero.training.toml', ...TRAINER]);
    assert.equal(exitCode, 1);
    assert.match(stderr, /base\.safetensors was not found|max_grad_norm/);
    assert.match(stderr, /Check Training lists this and 1 more\./);
    assert.ok(!existsSync(at('data/jobs')));
  });

  it('ends by a loss of NaN, though the trainer itself would go on', async () => {
    const { stdout } = await start(['train', 'hero.training.toml', '--json', ...TRAINER], {
      STANDIN_FAULT: 'nan@5',
    });
    const job = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([job.state, job.cause_id, job.steps], ['error', 'nan_loss', 5]);
  });

  it('is saved, stopped and resumed by other calls, and trains exactly the steps that were asked for', async () => {
    const trainTo = (step: number) => writeFileSync(at('gate'), String(step));
    const env = { STANDIN_GATE: at('gate') };
    trainTo(5);
    const { stdout } = await start(['train', 'hero.training.toml', '--detach', '--json', ...TRAINER], env);
    const { id, folder } = JSON.parse(stdout) as { id: string; folder: string };
    const log = () =>
      existsSync(join(folder, 'train.log')) ? readFileSync(join(folder, 'train.log'), 'utf8') : '';
    await until(() => log().includes('5/24'));
    await start(['jobs', 'stop', id]);
    trainTo(6);
    await until(async () => (await show(id)).state === 'stopped');
    const stopped = await show(id);
    assert.deepEqual([stopped.steps, (stopped.resumable as Record<string, unknown>).step], [6, 6]);
    trainTo(100);
    await start(['jobs', 'resume', id], env);
    const { exitCode } = await start(['jobs', 'attach', id], env);
    assert.equal(exitCode, 0);
    const done = await show(id);
    assert.deepEqual([done.state, done.steps, done.total_steps], ['done', 24, 24]);
    assert.match(log(), /18\/18/);
    const [first] = done.checkpoints as { path: string; step: number }[];
    assert.deepEqual([first?.step, first && existsSync(first.path)], [6, true]);
  });

  it('saves and stops by Ctrl+C', async () => {
    writeFileSync(at('gate'), '3');
    const running = start(['train', 'hero.training.toml', ...TRAINER], { STANDIN_GATE: at('gate') });
    let shown = '';
    running.stdout.on('data', (bytes: Buffer) => (shown += bytes.toString()));
    let said = '';
    running.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    await until(() => shown.includes('3/24'));
    running.kill('SIGINT');
    await until(() => said.includes('Press Ctrl+C again'));
    const [id = ''] = readdirSync(at('data/jobs'));
    await until(() => existsSync(join(at('data/jobs'), id, 'control.json')));
    writeFileSync(at('gate'), '4');
    const { exitCode, stdout } = await running;
    assert.equal(exitCode, 1);
    assert.match(stdout, /state: stopped\ncause: The training was stopped at step 4 of 24\./);
  });
});
