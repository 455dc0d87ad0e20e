import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, it } from 'mocha';
import {
  controlText,
  runnerSettingsText,
  RUNNER_TEXT,
} from '../../../../../src/core/training/launch/runnerFile';
import type { RunnerEvent } from '../../../../../src/core/training/log/events';
import { runnerEvent } from '../../../../../src/core/training/log/runnerLines';

/** Trainers with the classes and the order of calls of sd-scripts, without torch. */
const TRAINERS = path.resolve('test/fixtures/kohya/sd-scripts');
const root = mkdtempSync(path.join(tmpdir(), 'runner test “京都” it’s -'));
let jobs = 0;

interface Run {
  readonly script?: string;
  readonly args?: readonly string[];
  readonly plan?: Partial<Parameters<typeof runnerSettingsText>[0]>;
  readonly env?: Record<string, string>;
  /** What the control file holds when the trainer starts. */
  readonly control?: string;
  /** What happens within the step of `--wait_at`. */
  readonly meanwhile?: (job: Job) => void;
}

interface Job {
  readonly folder: string;
  /** Gives a command as the extension does: the file is never seen half written. */
  readonly command: (id: number, action: 'save' | 'stop') => void;
}

interface Result {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly events: readonly RunnerEvent[];
  readonly errors: string;
  /** What lies in the output folder. */
  readonly outputs: readonly string[];
}

/** Runs a trainer under the runner, as `accelerate launch` does. */
async function train({
  script = 'train_network.py',
  args = [],
  plan,
  env,
  control,
  meanwhile,
}: Run): Promise<Result> {
  const folder = path.join(root, `job ${++jobs}`);
  const output = path.join(folder, 'output');
  mkdirSync(output, { recursive: true });
  const controlFile = path.join(folder, 'control.json');
  const gate = path.join(folder, 'gate');
  const job: Job = {
    folder,
    command: (id, action) => {
      writeFileSync(`${controlFile}.new`, controlText(id, action));
      renameSync(`${controlFile}.new`, controlFile);
    },
  };
  writeFileSync(path.join(folder, 'runner.py'), RUNNER_TEXT);
  writeFileSync(
    path.join(folder, 'runner.json'),
    runnerSettingsText({
      script: path.resolve(TRAINERS, script),
      control: controlFile,
      precision: 'bf16',
      ...plan,
    }),
  );
  writeFileSync(
    path.join(folder, 'config.toml'),
    `output_dir = ${JSON.stringify(output)}\noutput_name = "it’s 京都"\nwait_for = ${JSON.stringify(gate)}\n`,
  );
  if (control !== undefined) writeFileSync(controlFile, control);
  const config = ['--config_file', path.join(folder, 'config.toml')];
  const child = spawn(
    'python3',
    [path.join(folder, 'runner.py'), path.join(folder, 'runner.json'), ...config, ...args],
    {
      cwd: TRAINERS,
      env: { ...process.env, PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const closed = once(child, 'close');
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const lines: string[] = [];
  const events: RunnerEvent[] = [];
  for await (const line of createInterface({ input: child.stdout, crlfDelay: Infinity })) {
    const text = line.replace(/^\r/, '');
    const event = runnerEvent(text);
    if (event) events.push(event);
    else if (text !== '') lines.push(text);
    if (text !== 'waiting') continue;
    meanwhile?.(job);
    writeFileSync(gate, '');
  }
  const [code] = (await closed) as [number | null];
  return { code, lines, events, errors, outputs: readdirSync(output).sort() };
}

const told = ({ events }: Result, name: string) => events.filter(({ event }) => event === name);
const last = ({ events }: Result) => events.at(-1);
const steps = (result: Result) => told(result, 'step').map(({ step }) => step);
const file = (step: number) => `it’s 京都-step${String(step).padStart(8, '0')}.safetensors`;
const state = (step: number) => `it’s 京都-step${String(step).padStart(8, '0')}-state`;
const END = 'it’s 京都.safetensors';

describe('the runner of trainings', () => {
  after(() => {
    rmSync(root, { recursive: true });
  });

  it('tells the exact loss of each optimizer step: the mean of its batches, without those of a validation', async () => {
    const result = await train({
      args: [
        '--losses',
        '0.5,0.25,1,3',
        '--gradient_accumulation_steps',
        '2',
        '--max_train_steps',
        '4',
        '--validate',
      ],
    });
    assert.deepEqual(result.events[0], { type: 'runner', event: 'ready', trainer: 'NetworkTrainer' });
    assert.deepEqual(
      told(result, 'step').map(({ step, loss }) => [step, loss]),
      [[1, 0.375], [2, 2], [3, 0.375], [4, 2]], // prettier-ignore
    );
    assert.equal(result.code, 0);
    assert.equal(result.lines.at(-1), 'model saved.');
  });

  it('saves a checkpoint and a state when asked, and nothing else than planned afterwards', async () => {
    const result = await train({
      args: [
        '--wait_at',
        '3',
        '--max_train_steps',
        '8',
        '--save_every_n_steps',
        '4',
        '--save_every_n_epochs',
        '1',
      ],
      meanwhile: ({ command }) => {
        command(7, 'save');
      },
    });
    assert.deepEqual(told(result, 'save'), [{ type: 'runner', event: 'save', step: 3, id: 7 }]);
    assert.deepEqual(
      result.outputs,
      [file(4), file(8), END, file(3), state(3), 'it’s 京都-000001.safetensors'].sort(),
    );
    assert.equal(result.lines.at(-1), 'model saved.');
    assert.deepEqual(steps(result), [1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('leaves no state behind for the end of the epoch or of the training, where the save was in their last step', async () => {
    for (const [at, expected] of [
      [4, [file(4), state(4), 'it’s 京都-000001.safetensors', END]],
      [8, [file(8), state(8), 'it’s 京都-000001.safetensors', END]],
    ] as const) {
      const result = await train({
        args: ['--wait_at', String(at), '--save_every_n_epochs', '1'],
        meanwhile: ({ command }) => {
          command(1, 'save');
        },
      });
      assert.equal(told(result, 'save')[0]?.step, at);
      assert.deepEqual(result.outputs, [...expected].sort());
    }
  });

  it('stops after saving, with exit code 0 and without a last model', async () => {
    const result = await train({
      args: ['--max_train_steps', '400', '--wait_at', '3'],
      meanwhile: ({ command }) => {
        command(3, 'stop');
      },
    });
    const step = 3;
    assert.deepEqual(
      result.events.slice(-3).map((event) => [event.event, event.step, event.id]),
      [['stopping', step, 3], ['save', step, 3], ['stopped', step, undefined]], // prettier-ignore
    );
    assert.deepEqual(result.outputs, [state(step), file(step)].sort());
    assert.equal(result.code, 0);
    assert.ok(!result.lines.includes('model saved.'));
    assert.equal(result.lines.at(-1), 'trackers closed');
    assert.equal(result.errors, '');
  });

  it('stops at exactly the step that it was told', async () => {
    const result = await train({ plan: { stopAfter: 5 }, args: ['--gradient_accumulation_steps', '2'] });
    assert.deepEqual(steps(result), [1, 2, 3, 4, 5]);
    assert.deepEqual(result.outputs, [state(5), file(5)].sort());
    assert.deepEqual(last(result), { type: 'runner', event: 'stopped', step: 5 });
  });

  it('stops at the end of an epoch before its samples, and after its checkpoint', async () => {
    const result = await train({
      plan: { stopAfter: 4 },
      args: ['--save_every_n_epochs', '1', '--show_calls'],
    });
    assert.deepEqual(result.outputs, [state(4), file(4), 'it’s 京都-000001.safetensors'].sort());
    assert.ok(result.lines.includes('samples None 4'));
    assert.ok(!result.lines.includes('samples 1 4'));
    assert.equal(last(result)?.event, 'stopped');
  });

  it('lets a training that has only its end before it end', async () => {
    const result = await train({ plan: { stopAfter: 8 } });
    assert.deepEqual(told(result, 'stopped'), []);
    assert.equal(result.lines.at(-1), 'model saved.');
    assert.ok(result.outputs.includes(END));
  });

  it('stops before the first step, where there is nothing to save', async () => {
    const result = await train({ control: controlText(9, 'stop') });
    assert.deepEqual(steps(result), []);
    assert.deepEqual(last(result), { type: 'runner', event: 'stopped', step: 0 });
    assert.deepEqual(result.outputs, []);
  });

  it('saves after the first step what was asked for before it', async () => {
    const result = await train({ control: controlText(9, 'save') });
    assert.deepEqual(told(result, 'save'), [{ type: 'runner', event: 'save', step: 1, id: 9 }]);
    assert.deepEqual(result.outputs, [END, file(1), state(1)].sort());
  });

  it('does nothing for commands that were carried out before, or that are none', async () => {
    for (const control of [
      controlText(4, 'stop'),
      '{"id": 9, "action": "dance"}',
      '{"id": "9", "action": "stop"}',
      '{"id": true, "action": "stop"}',
      '[9]',
      '{"id": 9, "acti',
      '['.repeat(20_000),
      '\u0000',
    ]) {
      const result = await train({ control, plan: { controlAfter: 4 }, args: ['--max_train_steps', '2'] });
      assert.equal(result.lines.at(-1), 'model saved.', control.slice(0, 40));
      assert.deepEqual(result.outputs, [END]);
      assert.equal(result.errors, '');
    }
  });

  it('keeps what was saved on request where the trainer would remove it, and nothing else', async () => {
    // Steps 2, 4, 6 … are planned, and those older than 2 steps are removed; step 2 is asked for, too.
    const result = await train({
      args: ['--max_train_steps', '12', '--batches', '12', '--save_every_n_steps', '2', '--save_last_n_steps', '2', '--wait_at', '2'],
      meanwhile: ({ command }) => {
        command(1, 'save');
      },
    }); // prettier-ignore
    assert.equal(told(result, 'save')[0]?.step, 2);
    assert.deepEqual(result.outputs, [file(2), state(2), file(10), file(12), END].sort());
  });

  it('keeps only the state where the rule for states would remove it', async () => {
    const result = await train({
      plan: { stopAfter: undefined },
      control: controlText(1, 'save'),
      args: ['--max_train_steps', '6', '--batches', '6', '--save_state', '--save_every_n_steps', '1', '--save_last_n_steps', '3', '--save_last_n_steps_state', '1'],
    }); // prettier-ignore
    assert.deepEqual(
      result.outputs,
      [file(1), state(1), ...[3, 4, 5, 6].map(file), ...[5, 6].map(state), END, 'it’s 京都-state'].sort(),
    );
  });

  it('tells the learning rate that a step was trained with, before the scheduler sets the next one', async () => {
    const groups = (...all: object[]) => ['--groups', JSON.stringify(all)];
    const rates = async (...args: string[]) =>
      told(await train({ args: [...args, '--max_train_steps', '2'] }), 'step').map(({ rate }) => rate);
    const encoderAndUnet = groups({ lr: 0.00025 }, { lr: 0.001 });
    assert.deepEqual(await rates(...encoderAndUnet), [0.001, 0.0005]);
    // A step of two batches has one learning rate.
    assert.deepEqual(await rates(...encoderAndUnet, '--gradient_accumulation_steps', '2'), [0.001, 0.0005]);
    // Prodigy and D-Adaptation find the size of their steps themselves: `lr` is a factor of it.
    assert.deepEqual(await rates(...groups({ lr: 1, d: 0.000125 })), [0.000125, 0.0000625]);
  });

  it('tells no learning rate where it cannot be known, and trains all the same', async () => {
    for (const groups of ['[]', '[{"betas": [0.9]}]', '[{"lr": "auto"}]', '[{"lr": NaN}]']) {
      const result = await train({ args: ['--groups', groups, '--max_train_steps', '1'] });
      assert.deepEqual(told(result, 'step'), [{ type: 'runner', event: 'step', step: 1, loss: 0.5 }], groups);
      assert.equal(result.code, 0);
    }
  });

  it('ends at the first step whose loss is not finite, before the trainer saves it', async () => {
    const result = await train({ args: ['--losses', '0.5,0.5,nan', '--save_every_n_steps', '1'] });
    assert.deepEqual(last(result), { type: 'runner', event: 'nan', step: 3, count: 1 });
    assert.ok(Number.isNaN(told(result, 'step')[2]?.loss));
    assert.deepEqual(result.outputs, [file(1), file(2)]);
    assert.equal(result.code, 0);
    assert.ok(!result.lines.includes('model saved.'));
  });

  it('waits for three such steps in a row with fp16, which skips them', async () => {
    const plan = { precision: 'fp16' };
    const survived = await train({ plan, args: ['--losses', 'nan,inf,0.5'] });
    assert.equal(survived.lines.at(-1), 'model saved.');
    const ended = await train({ plan, args: ['--losses', '0.5,nan,-inf,nan,0.5'] });
    assert.deepEqual(last(ended), { type: 'runner', event: 'nan', step: 4, count: 3 });
  });

  it('trains only the missing steps of a resumed training, and ends it as a whole one', async () => {
    // 3 epochs of 4 steps; 7 were trained: the last 5 are those of two epochs, the second of them cut.
    const result = await train({
      plan: { steps: 5 },
      args: ['--max_train_steps', '12', '--initial_step', '4'],
    });
    assert.deepEqual(steps(result), [1, 2, 3, 4, 5]);
    assert.ok(result.lines.includes('total 5'));
    assert.deepEqual(
      result.lines.filter((line) => line.startsWith('epoch')),
      ['epoch 2/3', 'epoch 3/3'],
    );
    assert.equal(result.lines.at(-1), 'model saved.');
  });

  it('starts the script as its own version does, with the most derived of its trainers', async () => {
    const result = await train({ script: 'sdxl_train_network.py', args: ['--max_train_steps', '2'] });
    assert.deepEqual(result.events[0], { type: 'runner', event: 'ready', trainer: 'SdxlNetworkTrainer' });
    assert.ok(result.lines.includes('verified'));
    // Its main block mends this argument.
    assert.ok(result.lines.includes('attention torch'));
    assert.deepEqual(steps(result), [1, 2]);
  });

  it('leaves arguments, errors and exit codes to the script', async () => {
    const unknown = await train({ args: ['--no_such_option', 'x'] });
    assert.equal(unknown.code, 2);
    assert.match(unknown.errors, /^usage: train_network\.py /);
    const failed = await train({ args: ['--fail'] });
    assert.equal(failed.code, 1);
    assert.match(
      failed.errors,
      /train_network\.py", line \d+, in train\n[\s\S]*RuntimeError: CUDA out of memory\s*$/,
    );
  });

  it('has no effect when loader workers import it', async () => {
    const result = await train({ args: ['--max_data_loader_n_workers', '1', '--max_train_steps', '1'] });
    assert.ok(result.lines.includes('worker 7'));
    assert.equal(told(result, 'ready').length, 1);
    assert.equal(result.lines.filter((line) => line === 'verified').length, 1);
    assert.equal(result.errors, '');
  });

  it('runs the script without it and says why, where it cannot work', async () => {
    const several = await train({ env: { WORLD_SIZE: '2' }, args: ['--max_train_steps', '1'] });
    assert.match(last(several)?.reason ?? '', /several processes.*WORLD_SIZE=2/);
    assert.deepEqual(
      several.events.map(({ event }) => event),
      ['unavailable'],
    );
    assert.equal(several.lines.at(-1), 'model saved.');
    const old = await train({ script: 'old_train_network.py', args: ['--x', '-京 都'] });
    assert.match(last(old)?.reason ?? '', /NetworkTrainer has no method process_batch/);
    assert.equal(old.events.length, 1);
    assert.match(old.lines.join('\n'), /^trained as __main__ with \['--config_file', .*'--x', '-京 都'\]$/);
    const other = await train({ script: 'other.py', args: ['--y'] });
    assert.match(last(other)?.reason ?? '', /no class \*NetworkTrainer/);
    assert.equal(other.code, 5);
    assert.match(other.lines.join('\n'), /^sees the folder of the job: False\nran \[.*'--y'\]$/);
  });

  it('says so when the trainer did not save, and does not stop', async () => {
    const script = path.join(root, 'never_train_network.py');
    writeFileSync(
      script,
      [
        'import sys',
        `sys.path.insert(0, ${JSON.stringify(TRAINERS)})`,
        'import train_network',
        'class NeverNetworkTrainer(train_network.NetworkTrainer):',
        '    def sample_images(self, accelerator, args, epoch, global_step, *others):',
        '        super().sample_images(accelerator, args, epoch, global_step, *others)',
        'def save(*arguments):',
        '    print("no state")',
        'train_network.train_util.save_and_remove_state_stepwise = save',
        'if "__main__" == __name__:',
        '    args = train_network.train_util.read_config_from_file(',
        '        train_network.setup_parser().parse_args(), train_network.setup_parser())',
        '    NeverNetworkTrainer().train(args)',
      ].join('\n'),
    );
    const result = await train({ script, plan: { stopAfter: 3 }, args: ['--max_train_steps', '4'] });
    // It tries again at the next step.
    assert.deepEqual(
      told(result, 'not_saved').map(({ step }) => step),
      [3, 4],
    );
    assert.deepEqual(told(result, 'stopped'), []);
    assert.equal(result.lines.at(-1), 'model saved.');
  });
});
