// How long a mark in the log of a creator with many downloads takes, beside a bare append that is safe on the disk.
import { open } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DownloadLog } from '../../src/core/downloads/log/downloadLog';
import { median, printRow } from './rows';
import { withTempFolder } from './tempFolder';

const ENTRIES = 100_000;
const COUNTS = [1_000, 5_000, 10_000] as const;
const MOST = 10_000;
const AIM_MS = 5;

/** A log as it is after many images of a creator. */
function writeLog(path: string, folder: string): void {
  const success = Array.from({ length: ENTRIES }, (_, index) => ({ id: index + 1, type: 'image', path: join(folder, `${index + 1}.jpeg`), size: 300_000 + index })); // prettier-ignore
  writeFileSync(path, JSON.stringify({ success, failed: [] }, null, 2));
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

const mark = (log: DownloadLog, folder: string, id: number): Promise<void> => log.markSuccess({ id, type: 'image', path: join(folder, `${id}.jpeg`), size: id }); // prettier-ignore

async function oneByOne(folder: string): Promise<void> {
  const path = join(folder, 'one_download_log.json');
  writeLog(path, folder);
  const start = performance.now();
  const log = await DownloadLog.open(path);
  printRow(`log of ${ENTRIES} entries, opened`, performance.now() - start, 'ms');
  const bare = await open(join(folder, 'bare.ndjson'), 'a');
  const times = { ours: [] as number[], bare: [] as number[] };
  try {
    for (let index = 0; index < MOST; index++) {
      const id = ENTRIES + 1 + index;
      const line = `${JSON.stringify({ mark: 'success', id, type: 'image', path: join(folder, `${id}.jpeg`), size: id })}\n`; // prettier-ignore
      times.bare.push(await milliseconds(async () => { await bare.write(line); await bare.datasync(); })); // prettier-ignore
      times.ours.push(await milliseconds(() => mark(log, folder, id)));
    }
  } finally {
    await bare.close();
  }
  printRow('a line appended and synced, no more: median', median(times.bare), 'ms');
  printRow('a line appended and synced, no more: p95', percentile(times.bare, 0.95), 'ms');
  printRow(`one of ${MOST} marks, each waited for: median`, median(times.ours), 'ms', { atMost: AIM_MS });
  printRow(`one of ${MOST} marks, each waited for: p95`, percentile(times.ours, 0.95), 'ms', {
    atMost: AIM_MS,
  });
  const sum = (count: number) => times.ours.slice(0, count).reduce((total, time) => total + time, 0);
  for (const count of COUNTS) printRow(`${count} marks, each waited for`, sum(count), 'ms');
  // Each takes as long with 10,000 before it as with none.
  printRow('a mark of the last 1,000 / of the first 1,000', median(times.ours.slice(-1_000)) / median(times.ours.slice(0, 1_000)), '', { atMost: 2 }); // prettier-ignore
  printRow(`${MOST} marks folded in at the end`, await milliseconds(() => log.save()), 'ms'); // prettier-ignore
}

/** All marks at once, as of a folder that is taken over: they become safe together. */
async function many(folder: string): Promise<void> {
  const perMark: number[] = [];
  for (const count of COUNTS) {
    const path = join(folder, `many-${count}_download_log.json`);
    writeLog(path, folder);
    const log = await DownloadLog.open(path);
    const marked = await milliseconds(() => Promise.all(Array.from({ length: count }, (_, index) => mark(log, folder, ENTRIES + 1 + index)))); // prettier-ignore
    const again = await milliseconds(() => DownloadLog.open(path));
    perMark.push(marked / count);
    printRow(`${count} marks given at once`, marked, 'ms');
    printRow(`a log of ${ENTRIES} entries and ${count} marks of a run that was killed, opened`, again, 'ms');
  }
  // Ten times as many take ten times as long, not a hundred times.
  printRow('time of a mark, of 10,000 / of 1,000', (perMark.at(-1) ?? NaN) / (perMark[0] ?? NaN), '', { atMost: 2 }); // prettier-ignore
}

async function main(): Promise<void> {
  await withTempFolder(oneByOne);
  await withTempFolder(many);
}

void main();
