import * as l10n from '@vscode/l10n';
import { readUtf8 } from '../../../json/jsonFile';
import { formatBytes, formatDuration } from '../../../text/amounts';
import type { Finding } from '../../finding';
import type { TrainingFile } from '../../job/trainingFile';
import type { Job } from '../job';
import { isOfThisMachine } from '../jobProcess';
import type { JobStore } from '../jobStore';
import { readJobTraining } from '../prepare/readJobTraining';
import { loadOf, type Load } from './load';

/** What a training was that ran on this computer. */
interface MeasuredRun {
  readonly load: Load;
  readonly secondsPerStep: number;
  readonly gpuBytes: number | undefined;
}

/** A job of fewer steps tells how long it took to warm up. */
const LEAST_STEPS = 20;
/** So many of the newest jobs are looked at, and so many of those like it are used. */
const MOST_JOBS = 200;
const MOST_RUNS = 5;
/** Time grows with the pixels of a step, but not over any distance. */
const FARTHEST = 4;
const SAME = 1.05;

/**
 * How long a training would take and how much GPU memory it would need, by earlier ones like it on this computer.
 * @param steps how many it has
 */
export async function estimateTraining(
  training: TrainingFile,
  steps: number,
  store: JobStore,
): Promise<Finding> {
  const load = loadOf(training);
  const runs = (await measuredRuns(store))
    .filter((run) => run.load.kind === load.kind && apart(run.load.pixels, load.pixels) <= FARTHEST)
    .sort((one, other) => apart(one.load.pixels, load.pixels) - apart(other.load.pixels, load.pixels))
    .slice(0, MOST_RUNS);
  if (runs.length === 0) return unknown();
  const secondsPerStep = median(runs.map((run) => (run.secondsPerStep * load.pixels) / run.load.pixels));
  const memory = runs
    .filter((run) => apart(run.load.pixelsAtOnce, load.pixelsAtOnce) <= SAME)
    .flatMap(({ gpuBytes }) => gpuBytes ?? []);
  const time = l10n.t(
    'About {0} for {1} steps, by the speed of {2} earlier trainings like it on this computer.',
    formatDuration(secondsPerStep * steps),
    steps,
    runs.length,
  );
  const most =
    memory.length === 0
      ? l10n.t('How much GPU memory it needs is not known.')
      : l10n.t('They used up to {0} of GPU memory.', formatBytes(Math.max(...memory)));
  return { ...ESTIMATE, message: time, fix: most };
}

const ESTIMATE = { level: 'info', code: 'estimate', option: 'steps' } as const;

const unknown = (): Finding => ({
  ...ESTIMATE,
  message: l10n.t('How long it takes and how much GPU memory it needs is not known yet.'),
  fix: l10n.t('The first training like it on this computer will tell.'),
});

/** The newest first. */
async function measuredRuns(store: JobStore): Promise<MeasuredRun[]> {
  const jobs = (await store.list()).slice(-MOST_JOBS).reverse();
  const runs = await Promise.all(jobs.map((job) => measuredRun(job, store).catch(() => undefined)));
  return runs.filter((run) => run !== undefined);
}

async function measuredRun(job: Job, store: JobStore): Promise<MeasuredRun | undefined> {
  // Folders of jobs may have been copied from another computer.
  const parts = job.parts.filter(({ trainer }) => trainer && isOfThisMachine(trainer));
  const steps = sum(parts.map(({ speed }) => speed?.steps ?? 0));
  const seconds = sum(parts.map(({ speed }) => speed?.seconds ?? 0));
  if (steps < LEAST_STEPS || seconds <= 0) return undefined;
  const { training } = readJobTraining(job, (await readUtf8(store.folder(job.id).training)) ?? '');
  const memory = parts.flatMap(({ gpuBytes }) => gpuBytes ?? []);
  return {
    load: loadOf(training),
    secondsPerStep: seconds / steps,
    gpuBytes: memory.length === 0 ? undefined : Math.max(...memory),
  };
}

const apart = (one: number, other: number) => Math.max(one / other, other / one);
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}
