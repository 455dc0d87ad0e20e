import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a whole process took, from its start to its end. */
export interface Cost {
  /** Seconds. */
  readonly wall: number;
  /** Processor time of all its threads, seconds. */
  readonly cpu: number;
  /** The most memory it had at a time, MiB. */
  readonly memory: number;
}

/** Loaded before the program, so that the process itself tells what it took. */
const PROBE = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const memory = process.resourceUsage().maxRSS / 1024;
  require('node:fs').writeFileSync(process.env.BENCH_COST, JSON.stringify({ cpu: (user + system) / 1e6, memory }));
});`;

/** Runs a Node program to its end; what it prints is thrown away. @param folder for what it tells of itself */
export function measureNode(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Cost {
  const probe = join(folder, 'probe.cjs');
  const cost = join(folder, 'cost.json');
  writeFileSync(probe, PROBE);
  const start = performance.now();
  const { status } = spawnSync(process.execPath, ['--require', probe, ...args], {
    env: { ...process.env, ...env, BENCH_COST: cost },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const wall = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}.`);
  return { wall, ...(JSON.parse(readFileSync(cost, 'utf8')) as Omit<Cost, 'wall'>) };
}
