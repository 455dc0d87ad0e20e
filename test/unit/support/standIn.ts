import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'smol-toml';

const PICTURE = 'test/fixtures/training/datasets/orig.png';

/** One training by the stand-in for sd-scripts, as the launcher of the jobs starts it. */
export interface StandInRun {
  /** Beside the place of the pictures and of the output. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  /** What the runner is told; the trainer runs without it where this is absent. */
  readonly plan?: Readonly<Record<string, string | number>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly processes?: number;
  /** Both streams in one file, as the log of a job is; else each has its own. */
  readonly merged?: boolean;
}

export interface StandInSaid {
  readonly exit: number | null;
  /** What each stream says. */
  readonly streams: readonly Buffer[];
}

/** A folder with pictures that the stand-in can train on. */
export function standInFolder(path: string) {
  const output = join(path, 'output');
  const pictures = join(path, '10 hours in 京都', '2_ohwx a girl with 赤い帽子');
  mkdirSync(pictures, { recursive: true });
  for (const name of ['1.png', '2.png']) copyFileSync(PICTURE, join(pictures, name));
  return {
    output,
    pictures,
    /** Where the runner finds commands. */
    control: join(path, 'control.json'),
    start: ({ settings, plan, env, processes = 1, merged = false }: StandInRun) => {
      const [config, runner] = [join(path, 'config.toml'), join(path, 'runner.json')];
      const all = { output_dir: output, output_name: 'hero', train_data_dir: join(pictures, '..'), caption_extension: '.txt', ...settings }; // prettier-ignore
      writeFileSync(config, stringify(all));
      if (plan) writeFileSync(runner, JSON.stringify(plan));
      const files = (merged ? ['log'] : ['out', 'err']).map((name) => join(path, name));
      const opened = files.map((file) => openSync(file, 'w'));
      const script = plan ? ['runner.py', runner] : ['train_network.py'];
      const child = spawn(
        resolve('test/kohya/python'),
        ['-m', 'accelerate.commands.launch', '--num_processes', String(processes), ...script, '--config_file', config],
        {
          env: { ...process.env, STANDIN_STEP_MS: '0', ...env },
          stdio: ['ignore', opened[0], opened.at(-1)],
        },
      ); // prettier-ignore
      const exited = once(child, 'exit') as Promise<[number | null]>;
      const ended = exited.then(([exit]): StandInSaid => {
        for (const file of opened) closeSync(file);
        return { exit, streams: files.map((file) => readFileSync(file)) };
      });
      return { child, ended, log: () => readFileSync(files[0] ?? '', 'utf8') };
    },
  };
}
