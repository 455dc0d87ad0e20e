// What `scan` takes on the command line, from its start to its end, beside a plain loop that does only the necessary.
//   node dist/test/bench/scanning.bench.js [--full] [--files=N] [--rounds=N]
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeLibrary, writeSidecars } from './annotatedLibrary';
import { measureNode, type Cost } from './measuredProcess';
import { median, printRow } from './rows';
import { withTempFolder } from './tempFolder';

const FULL = process.argv.includes('--full');
const FILES = option('files') ?? (FULL ? 50_000 : 10_000);
const ROUNDS = option('rounds') ?? (FULL ? 3 : 5);
const CLI = resolve('dist/cli.js');
const FIRST_READ = 256 * 1024;

/** Of this program itself, which is also the plain loop. */
type Loop = 'headers' | 'sidecars';

function option(name: string): number | undefined {
  const found = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return found === undefined ? undefined : Number(found.split('=')[1]);
}

/** One thread; one open, read, parse and close a file. Sidecars are found beside models, whose stamps are asked for. */
function plainLoop(folder: string, loop: Loop, buffer = Buffer.alloc(FIRST_READ)): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) plainLoop(path, loop, buffer);
    else if (!path.endsWith('.safetensors')) continue;
    else if (loop === 'headers') parseHeader(path, buffer);
    else if (statSync(path).isFile()) JSON.parse(readFileSync(`${path}.metadata.json`, 'utf8'));
  }
}

function parseHeader(path: string, buffer: Buffer): void {
  const file = openSync(path, 'r');
  readSync(file, buffer, 0, buffer.length, 0);
  JSON.parse(buffer.toString('utf8', 8, 8 + Number(buffer.readBigUInt64LE())));
  closeSync(file);
}

/** Measures each kind of work once a round, so that a burst of other work on the machine meets all of them. */
class Measures {
  private readonly costs = new Map<string, Cost[]>();

  add(name: string, cost: Cost): void {
    this.costs.set(name, [...(this.costs.get(name) ?? []), cost]);
  }

  took(name: string, what: keyof Cost): number {
    return median((this.costs.get(name) ?? []).map((cost) => cost[what]));
  }

  print(): void {
    for (const name of this.costs.keys()) {
      printRow(name, this.took(name, 'wall'), 's');
      // Of a program that is not ours, only the time is known.
      if (!Number.isFinite(this.took(name, 'cpu'))) continue;
      printRow(`${name}: processor time`, this.took(name, 'cpu'), 's');
      printRow(`${name}: memory`, this.took(name, 'memory'), 'MiB');
    }
  }
}

function find(root: string): Cost {
  const start = performance.now();
  spawnSync('find', [root, '-printf', '%s %T@\n'], { stdio: 'ignore' });
  return { wall: (performance.now() - start) / 1000, cpu: NaN, memory: NaN };
}

function bench(folder: string, root: string): void {
  const measures = new Measures();
  const loop = (kind: Loop) => measureNode(folder, [__filename, `--loop=${kind}`, `--root=${root}`]);
  const scan = (cache: string) =>
    measureNode(folder, [CLI, 'scan', root, '--json'], { DIFFUSION_WORKBENCH_CACHE: join(folder, cache) });

  const models = writeLibrary(root, FILES);
  for (let round = 0; round < ROUNDS; round++) {
    measures.add('find', find(root));
    measures.add('loop: headers', loop('headers'));
    measures.add('first scan', scan(`headers ${round}`));
  }
  writeSidecars(models);
  scan('annotated');
  for (let round = 0; round < ROUNDS; round++) {
    measures.add('loop: sidecars', loop('sidecars'));
    measures.add('scan of annotated models', scan('annotated'));
  }
  measures.print();
  printRow(
    'first scan / loop',
    measures.took('first scan', 'wall') / measures.took('loop: headers', 'wall'),
    '',
    {
      atMost: 0.8,
    },
  );
  printRow('first scan: memory of it all', measures.took('first scan', 'memory'), 'MiB', { atMost: 200 });
  printRow(`annotated models: scan of ${FILES}`, measures.took('scan of annotated models', 'wall'), 's', {
    atMost: FULL ? 2.5 : 0.6,
  });
}

const kind = process.argv.find((argument) => argument.startsWith('--loop='))?.split('=')[1];
if (kind === undefined) {
  void withTempFolder((folder) => {
    const root = join(folder, 'models');
    mkdirSync(root);
    bench(folder, root);
    return Promise.resolve();
  });
} else {
  const root = process.argv.find((argument) => argument.startsWith('--root='))?.slice('--root='.length);
  plainLoop(root ?? '.', kind as Loop);
}
