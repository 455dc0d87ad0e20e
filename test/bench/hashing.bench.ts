// How close hashing comes to what SHA-256 can do here, beside openssl and python, and what it costs in memory.
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Hasher } from '../../src/core/models/hashing/hasher';
import { median, printRow } from './rows';
import { withTempFolder } from './tempFolder';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const ROUNDS = 5;
const workerFolder = resolve('dist');

/** Seconds for the sparse files; `--full` takes as long as all 100 GiB need. */
const SPARSE_SECONDS = process.argv.includes('--full') ? Infinity : 60;
const PYTHON = `
import hashlib, sys
with open(sys.argv[1], 'rb') as file:
    print(hashlib.file_digest(file, 'sha256').hexdigest() if hasattr(hashlib, 'file_digest') else '')
`;

/** GiB/s of work that goes through so many bytes. */
async function rate(bytes: number, work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return bytes / GIB / ((performance.now() - start) / 1000);
}

/** The one-core limit: the same buffer hashed again and again, in GiB/s. */
function limit(): Promise<number> {
  const buffer = randomBytes(4 * MIB);
  return rate(2 * GIB, () => {
    const hash = createHash('sha256');
    for (let bytes = 0; bytes < 2 * GIB; bytes += buffer.length) hash.update(buffer);
    hash.digest();
  });
}

/** A file that is in the page cache, because it has just been written. */
function writeModel(path: string, bytes: number): string {
  const block = randomBytes(64 * MIB);
  const file = openSync(path, 'w');
  for (let written = 0; written < bytes; written += block.length) writeSync(file, block);
  closeSync(file);
  return path;
}

function has(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The rates of several ways in turn, so that what else the machine does meets all of them. */
async function compare(
  ways: Readonly<Record<string, () => Promise<number>>>,
): Promise<Map<string, number[]>> {
  const rates = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, way] of Object.entries(ways))
      rates.set(name, [...(rates.get(name) ?? []), await way()]);
  }
  for (const [name, values] of rates) printRow(name, median(values), 'GiB/s');
  return rates;
}

function printRatio(
  name: string,
  [one, other]: readonly [readonly number[] | undefined, readonly number[] | undefined],
  atLeast: number,
): void {
  if (!one || !other) return;
  printRow(name, median(one.map((value, round) => value / (other[round] ?? NaN))), '', { atLeast });
}

async function oneFile(folder: string): Promise<void> {
  const path = writeModel(join(folder, 'one.bin'), 4 * GIB);
  const hasher = new Hasher({ workerFolder });
  const program = (command: string, ...args: string[]) =>
    rate(4 * GIB, () => execFileSync(command, [...args, path], { stdio: 'ignore' }));
  const rates = await compare({
    'one-core limit': limit,
    '4 GiB file': () => rate(4 * GIB, () => hasher.hash(path, ['sha256'])),
    ...(has('openssl', 'version') && { 'openssl, 4 GiB file': () => program('openssl', 'dgst', '-sha256') }),
    ...(has('python3', '--version') && { 'python, 4 GiB file': () => program('python3', '-c', PYTHON) }),
  });
  const ours = rates.get('4 GiB file');
  printRatio('4 GiB file / one-core limit', [ours, rates.get('one-core limit')], 0.92);
  printRatio('4 GiB file / openssl', [ours, rates.get('openssl, 4 GiB file')], 1);
  printRatio('4 GiB file / python', [ours, rates.get('python, 4 GiB file')], 1);
  await hasher.close();
  rmSync(path);
}

async function eightFiles(folder: string): Promise<void> {
  const paths = Array.from({ length: 8 }, (_, index) => writeModel(join(folder, `${index}.bin`), GIB));
  const hasher = new Hasher({ workerFolder, workers: 2 });
  let worstDelay = 0;
  const rates = await compare({
    'one-core limit (again)': limit,
    '8 files of 1 GiB, 2 workers': async () => {
      // A new one each time, because it would count the time in between, when `limit` blocks this thread.
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const result = await rate(8 * GIB, () =>
        Promise.all(paths.map((path) => hasher.hash(path, ['sha256']))),
      );
      delay.disable();
      worstDelay = Math.max(worstDelay, delay.max / 1e6);
      return result;
    },
  });
  printRatio(
    '8 files / one-core limit',
    [rates.get('8 files of 1 GiB, 2 workers'), rates.get('one-core limit (again)')],
    1.6,
  );
  printRow('worst event loop delay while hashing', worstDelay, 'ms', { atMost: 50 });
  await hasher.close();
  for (const path of paths) rmSync(path);
}

async function sparseFiles(folder: string): Promise<void> {
  const paths = Array.from({ length: 10 }, (_, index) => {
    const path = join(folder, `sparse${index}.bin`);
    writeFileSync(path, '');
    truncateSync(path, 10 * GIB);
    return path;
  });
  const hasher = new Hasher({ workerFolder, workers: 2 });
  const stop = new AbortController();
  const timer = Number.isFinite(SPARSE_SECONDS)
    ? setTimeout(() => stop.abort(), SPARSE_SECONDS * 1000)
    : undefined;
  let bytes = 0;
  let highest = 0;
  let early = 0;
  const onBytes = (more: number) => {
    bytes += more;
    highest = Math.max(highest, process.memoryUsage.rss());
    if (bytes < 2 * GIB) early = highest;
  };
  const { signal } = stop;
  await Promise.allSettled(paths.map((path) => hasher.hash(path, ['sha256'], { signal, onBytes })));
  clearTimeout(timer);
  printRow('sparse files hashed', bytes / GIB, 'GiB');
  printRow('memory meanwhile, high-water mark', highest / MIB, 'MiB');
  printRow('… above that of the first 2 GiB', (highest - early) / MIB, 'MiB', { atMost: 32 });
  await hasher.close();
}

void withTempFolder(async (folder) => {
  await oneFile(folder);
  await eightFiles(folder);
  await sparseFiles(folder);
});
