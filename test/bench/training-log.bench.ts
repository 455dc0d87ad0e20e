// The output of a long training, 50 MB: how fast its verdict is found, beside a loop that only looks for the bar.
import { createReadStream, writeFileSync, appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readLogs } from '../../src/core/training/verdict/readLogs';
import { median, printRow } from './rows';
import { withTempFolder } from './tempFolder';

const SIZE = 50_000_000;
const ROUNDS = 5;
const MEGABYTE = 1_000_000;

const START = `running training / 学習開始
  num batches per epoch / 1epochのバッチ数: 1000
  total optimization steps / 学習ステップ数: 1000000
`;

/** A thousand steps as a terminal gets them: bars with colours, an epoch, a save, samples, and lines of any program. */
function epochOf(epoch: number): string {
  const pieces = [`\nepoch ${epoch}/1000\n`];
  for (let step = 1; step <= 1000; step += 1) {
    const at = epoch * 1000 + step;
    const bar = `steps: ${String(step % 100).padStart(3)}%|${'█'.repeat(step % 10).padEnd(10)}| ${at}/1000000 [1:02:03<12:34:56,  2.${step % 90}it/s, avr_loss=0.1${step}]`;
    pieces.push(`\r${bar}`);
    if (step % 4 === 0) pieces.push(`\r\u001b[32m${bar}\u001b[0m`);
    if (step % 25 === 0)
      pieces.push(
        `\n2026-11-21 01:30:04 INFO     epoch is incremented. current_epoch: ${epoch}, epoch: ${epoch + 1}     train_util.py:779\n`,
      );
    if (step % 50 === 0)
      pieces.push(
        '/venv/lib/python3.11/site-packages/torch/utils/checkpoint.py:1399: FutureWarning: torch.cpu.amp.autocast(args...) is deprecated.\n  with device_autocast_ctx, torch.cpu.amp.autocast(**cpu_autocast_kwargs):\n',
      );
  }
  pieces.push(`\nsaving checkpoint: /out/hero-${String(epoch).padStart(6, '0')}.safetensors\n`);
  for (let step = 0; step <= 28; step += 1)
    pieces.push(
      `\r${String(Math.floor(step / 0.28)).padStart(3)}%|██    | ${step}/28 [00:01<00:03,  7.20it/s]`,
    );
  return pieces.join('');
}

function writeLog(path: string): number {
  writeFileSync(path, START);
  let size = START.length;
  for (let epoch = 0; size < SIZE; epoch += 1) {
    const text = Buffer.from(epochOf(epoch));
    appendFileSync(path, text);
    size += text.length;
  }
  return size;
}

/** What any reader has to do: cut the lines, and find the bar. */
async function plainLoop(path: string): Promise<number> {
  let rest = '';
  let found = 0;
  const stream: AsyncIterable<string> = createReadStream(path, { encoding: 'utf8' });
  for await (const text of stream) {
    const lines = (rest + text).split(/\r\n|\r|\n/);
    rest = lines.pop() ?? '';
    for (const line of lines)
      if (/steps: +\d+%\|.*\| (\d+)\/(\d+) \[.*avr_loss=([\d.]+)/.test(line)) found += 1;
  }
  return found;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function memoryInUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The most memory that is kept while the work goes on, above that before it; what waits to be collected is none. */
async function growthOf(work: () => Promise<unknown>): Promise<number> {
  const before = memoryInUse();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, memoryInUse())), 50);
  await work();
  clearInterval(timer);
  return Math.max(most, memoryInUse()) - before;
}

async function bench(folder: string): Promise<void> {
  const path = join(folder, 'train.log');
  const megabytes = writeLog(path) / MEGABYTE;
  const read = async (): Promise<void> => {
    const { steps } = await readLogs([path], undefined);
    if (steps === undefined || steps < 100_000) throw new Error(`The log was not read: ${steps}`);
  };
  // The first round also grows the heap to what it needs.
  await read();
  const growth = await growthOf(read);
  const own: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    own.push(megabytes / (await secondsOf(read)));
    plain.push(megabytes / (await secondsOf(() => plainLoop(path))));
  }
  printRow('log of a training, its verdict', median(own), 'MB/s', { atLeast: 20 });
  printRow('the same, lines and bars only', median(plain), 'MB/s');
  printRow('memory that reading it keeps, at most', growth / MEGABYTE, 'MB', { atMost: 10 });
}

void withTempFolder(bench);
