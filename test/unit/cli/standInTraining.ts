import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach } from 'mocha';
import { safetensors } from '../../fixtures/makeModels';
import { picture } from '../core/training/dataset/datasetFolder';
import { TestLibrary } from '../support/testLibrary';

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

const TRAINER = [
  ...['--python', resolve('test/kohya/python'), '--kohya', resolve('test/kohya/sd-scripts')],
  ...['--lora-dir', 'loras'],
];

/**
 * For each test of a suite, a folder with a training of 24 steps by the stand-in for sd-scripts, and the command line with
 * user data of its own.
 * @param more lines of the training file
 */
export function standInTraining(more: readonly string[] = []) {
  let library: TestLibrary;
  const at = (name: string) => join(library.folder, name);

  beforeEach(async () => {
    library = await TestLibrary.make();
    await library.write('hero.training.toml', Buffer.from([TRAINING, ...more, ''].join('\n')));
    await library.write('base.safetensors', safetensors('base', []));
    for (let index = 0; index < 8; index++) {
      await library.write(`pictures/${index}.png`, await picture(index, 64));
      await library.write(`pictures/${index}.txt`, Buffer.from(`ohwx, view ${index}`));
    }
  });
  afterEach(async () => library.remove());

  const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    execa(process.execPath, [resolve('dist/cli.js'), ...args], {
      cwd: library.folder,
      env: { ...env, STANDIN_STEP_MS: '1', DIFFUSION_WORKBENCH_DATA: at('data') },
      reject: false,
    });
  const train = (options: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
    start(['train', 'hero.training.toml', ...options, ...TRAINER], env);

  return {
    /** A path in the folder. */
    at,
    start,
    train,
    /** Starts the training in the background. */
    detach: async (env: Readonly<Record<string, string>>) => {
      const { stdout } = await train(['--detach', '--json'], env);
      const { id, folder } = JSON.parse(stdout) as { id: string; folder: string };
      const file = join(folder, 'train.log');
      return { id, folder, log: () => (existsSync(file) ? readFileSync(file, 'utf8') : '') };
    },
    show: async (id: string) =>
      JSON.parse((await start(['jobs', 'show', id, '--json'])).stdout) as Record<string, unknown>,
    /** The environment in which the trainer waits for its gate. */
    gated: () => ({ STANDIN_GATE: at('gate') }),
    /** Opens the gate up to a step. */
    trainTo: (step: number) => writeFileSync(at('gate'), String(step)),
  };
}
