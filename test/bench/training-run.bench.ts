// The run view of a training: how long its curve takes to open after 500,000 steps, and what following a fast trainer
// costs, beside a loop that only splits and parses the lines.
import { appendFileSync, createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { TaskQueue } from '../../src/core/tasks/taskQueue';
import type { Job } from '../../src/core/training/jobs/job';
import { ownJobProcess } from '../../src/core/training/jobs/jobProcess';
import { Jobs } from '../../src/core/training/jobs/jobs';
import { JobStore } from '../../src/core/training/jobs/jobStore';
import { RunSource } from '../../src/ui/training/runView/runSource';
import { median, printRow } from './rows';
import { withTempFolder } from './tempFolder';

const STEPS = 500_000;
const ROUNDS = 3;
/** A trainer that tells 100 steps a second, each by its runner and by two refreshes of its bar. */
const STEPS_A_SECOND = 100;
const SECONDS = 10;
const EVERY_MS = 50;
const PUSH_MS = 250;
/** Of three events each. */
const WARM_STEPS = 10_000;
const FLAT_STEPS = 34_000;
const MEGABYTE = 1_000_000;

const START = [
  { time: 1, type: 'runner', event: 'ready', trainer: 'NetworkTrainer' },
  { time: 1, type: 'started' },
  { time: 1, type: 'epoch', epoch: 1, epochs: 500 },
];

const textOf = (events: readonly object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');

/** What the supervisor notes of some steps, an epoch each thousand. */
function eventsOf(from: number, count: number, total = STEPS): string {
  const events: object[] = [];
  for (let step = from; step < from + count; step += 1) {
    const time = 1_795_000_000_000 + step;
    const loss = Number((0.1 + 0.5 / (step + 4)).toPrecision(6));
    const bar = { time, type: 'step', step, total, loss, secondsElapsed: step, secondsPerStep: 0.0123, secondsLeft: total - step }; // prettier-ignore
    events.push({ time, type: 'runner', event: 'step', step, loss, rate: 0.0001 }, bar);
    events.push({ ...bar, loss: Number((loss * 1.01).toPrecision(3)) });
    if (step % 1000 === 0) events.push({ time, type: 'epoch', epoch: step / 1000 + 1, epochs: total / 1000 });
  }
  return textOf(events);
}

/** What the trainer writes for them: its runner's lines between the bars. */
function logOf(from: number, count: number): string {
  const pieces: string[] = [];
  for (let step = from; step < from + count; step += 1) {
    const bar = `\rsteps:  12%|█▏        | ${step}/${STEPS} [1:02:03<12:34:56,  2.31it/s, avr_loss=0.123]`;
    pieces.push(
      bar,
      `\r@@event {"event": "step", "step": ${step}, "loss": 0.1234567, "rate": 0.0001}\n`,
      bar,
    );
    if (step % 100 === 0) pieces.push(`\nepoch ${step / 100}/${STEPS / 100}\n\n`);
  }
  return pieces.join('');
}

interface BenchJob {
  readonly jobs: Jobs;
  readonly id: string;
  readonly events: string;
  readonly log: string;
}

const never = () => Promise.reject(new Error('Not in this bench.'));
const silent = () => undefined;

/** A job that this process looks after, whose trainer has told nothing yet. */
async function makeJob(path: string): Promise<BenchJob> {
  const store = new JobStore(path);
  const { id } = await store.create(
    {
      name: 'hero',
      family: 'sd15',
      source: { file: 'hero.training.toml', folder: path },
      settings: {
        python: 'python3',
        scriptPath: '/sd-scripts/train_network.py',
        launchPrefix: [],
        docker: { image: 'image', kohyaRoot: '/kohya' },
        baseModels: {},
        minimumPictures: 8,
      },
      training: 'name = "hero"\nfamily = "sd15"\nbase_model = "base"\npictures = "."\n',
    },
    new Date(),
  );
  const part: Job['parts'][number] = {
    number: 1,
    startedAt: new Date().toISOString(),
    logFrom: 0,
    eventsFrom: 0,
    stepOffset: 0,
    nameOffset: 0,
    command: ['python3'],
    cwd: path,
    runner: true,
    outputName: 'hero',
    precision: 'bf16',
  };
  const supervisor = await ownJobProcess();
  await store.update(id, (job) => ({ ...job, state: 'training', supervisor, parts: [part] }));
  const { events, log } = store.folder(id);
  writeFileSync(events, textOf(START));
  writeFileSync(log, '');
  const jobs = new Jobs({
    store,
    tasks: new TaskQueue(`${path}/tasks`),
    startSupervisor: never,
    copy: never,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    clock: () => new Date(),
  });
  return { jobs, id, events, log };
}

async function open({ jobs, id }: BenchJob): Promise<{ source: RunSource; close: () => void }> {
  const closed = new AbortController();
  const onError = (error: unknown): never => {
    throw error;
  };
  const options = { pictures: never, onChange: silent, onError, signal: closed.signal };
  return { source: await RunSource.open(jobs, id, options), close: () => closed.abort() };
}

/** What the page gets four times a second while it is shown. */
async function push(source: RunSource): Promise<number> {
  const { curve } = source.events;
  const state = await source.state((file) => file);
  return JSON.stringify([state, curve.piece(curve.unchanged()), source.log.takeNew()]).length;
}

/** What any reader has to do. */
async function plainLoop(path: string): Promise<number> {
  let rest = '';
  let found = 0;
  const stream: AsyncIterable<string> = createReadStream(path, { encoding: 'utf8' });
  for await (const text of stream) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if ((JSON.parse(line) as { type: string }).type === 'runner') found += 1;
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

async function benchOpening(path: string): Promise<void> {
  const job = await makeJob(path);
  const { events, log } = job;
  for (let step = 1; step <= STEPS; step += 10_000) {
    appendFileSync(events, eventsOf(step, 10_000));
    appendFileSync(log, logOf(step, 10_000));
  }
  const own: number[] = [];
  const plain: number[] = [];
  const blocked: number[] = [];
  const before = memoryInUse();
  let kept: RunSource | undefined;
  for (let round = 0; round < ROUNDS; round += 1) {
    const loop = monitorEventLoopDelay({ resolution: 5 });
    loop.enable();
    own.push(
      await secondsOf(async () => {
        const { source, close } = await open(job);
        close();
        const { curve } = source.events;
        if (curve.length !== STEPS) throw new Error(`Not all points: ${curve.length}`);
        kept = source;
      }),
    );
    loop.disable();
    blocked.push(loop.max / 1e6);
    plain.push(await secondsOf(() => plainLoop(events)));
  }
  const growth = memoryInUse() - before;
  printRow('run view of 500,000 steps, all points and the log', median(own), 's', { atMost: 10 });
  printRow('lines and JSON of its events only', median(plain), 's');
  printRow('the longest that it holds up the editor meanwhile', median(blocked), 'ms', { atMost: 100 });
  printRow('memory of its points and lines', growth / MEGABYTE, 'MB', { atMost: 60 });
  if (!kept) throw new Error('Nothing was read');
}

async function benchFollowing(path: string): Promise<void> {
  const job = await makeJob(path);
  const { source, close } = await open(job);
  const count = (STEPS_A_SECOND * EVERY_MS) / 1000;
  const turns = Array.from({ length: (SECONDS * 1000) / EVERY_MS }, (_, turn) => {
    const from = 1 + turn * count;
    return {
      events: eventsOf(from, count),
      log: logOf(from, count),
    };
  });
  const cpuOf = async (events: string, log: string): Promise<number> => {
    const before = process.cpuUsage();
    for (const turn of turns) {
      appendFileSync(events, turn.events);
      appendFileSync(log, turn.log);
      await delay(EVERY_MS);
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6 / SECONDS;
  };
  const timer = setInterval(() => void push(source), PUSH_MS);
  const followed = await cpuOf(job.events, job.log);
  while (source.events.curve.length < turns.length * count) await delay(EVERY_MS);
  clearInterval(timer);
  close();
  const alone = await cpuOf(`${job.events}.alone`, `${job.log}.alone`);
  printRow('following 300 events a second, share of a core', (followed - alone) * 100, '%', { atMost: 10 });
}

async function benchMemory(path: string): Promise<void> {
  const job = await makeJob(path);
  const { source, close } = await open(job);
  const tell = async (from: number, to: number): Promise<void> => {
    for (let step = from; step <= to; step += 1000) {
      appendFileSync(job.events, eventsOf(step, 1000));
      while (source.events.curve.length < step + 999) await delay(EVERY_MS);
      await push(source);
    }
  };
  // What comes first also grows the heap to what it needs.
  await tell(1, WARM_STEPS);
  const before = memoryInUse();
  await tell(WARM_STEPS + 1, WARM_STEPS + FLAT_STEPS);
  const growth = memoryInUse() - before;
  close();
  printRow('memory that 100,000 events add', growth / MEGABYTE, 'MB', { atMost: 5 });
}

async function bench(folder: string): Promise<void> {
  for (const [name, part] of Object.entries({ benchMemory, benchFollowing, benchOpening })) {
    const path = `${folder}/${name}`;
    mkdirSync(path);
    await part(path);
  }
}

void withTempFolder(bench);
