import * as l10n from '@vscode/l10n';
import { toProblem } from '../../problem/toProblem';
import { checkpointsOf } from '../jobs/checkpoints';
import type { Job, JobState } from '../jobs/job';
import type { JobProgress } from '../jobs/jobProgress';
import { fieldOption } from './fieldOption';
import { runValues, type RunValues } from './runValues';

/** A job that is compared, with what its folder says. */
export interface RunToCompare {
  readonly job: Job;
  /** The text of its frozen training file. */
  readonly training: string;
  /** How far it is, while it trains. */
  readonly progress?: JobProgress | undefined;
}

/** How a run went, or goes. */
export interface ComparedRun {
  readonly id: string;
  readonly name: string;
  readonly state: JobState;
  readonly createdAt: string;
  /** Why it ended as it did. */
  readonly cause?: string;
  readonly steps?: number;
  readonly totalSteps?: number;
  /** null where it is not finite. */
  readonly lastLoss?: number | null;
  /** How long it trained, with its pauses left out. */
  readonly seconds?: number;
  readonly secondsPerStep?: number;
  readonly gpuBytes?: number;
  readonly checkpoints: number;
  /** The LoRA, where it was copied to, else in the folder of the job. */
  readonly lora?: string;
  /** Why its settings are not known: its training file cannot be read any more. */
  readonly problem?: string;
}

/** A setting of one run. */
export interface ComparedValue {
  readonly text: string;
  /** Nobody set it. */
  readonly isDefault: boolean;
}

/** A setting of all runs. */
export interface ComparedSetting {
  /** The path of the field, as the training file has it: `dim`, `save.every_steps`, `extra.no_half_vae`; else `dataset.pictures`, `dataset.digest` or `trainer.script`. */
  readonly path: string;
  /** The trainer's own name for it, where it is another one. */
  readonly option?: string;
  /** One for each run, in their order; undefined where it is not set and has no default. */
  readonly values: readonly (ComparedValue | undefined)[];
}

/** Two or more runs beside each other. */
export interface RunComparison {
  readonly runs: readonly ComparedRun[];
  /** The settings that are not the same for all of them. */
  readonly different: readonly ComparedSetting[];
  /** All others that a file of them sets. */
  readonly alike: readonly ComparedSetting[];
}

/** Compares jobs by what they were asked for and by how they went. Never throws. */
export function compareRuns(runs: readonly RunToCompare[]): RunComparison {
  const [different, alike]: [ComparedSetting[], ComparedSetting[]] = [[], []];
  const read = runs.map(readValues);
  const known = read.flatMap(({ values }) => (values ? [values] : []));
  for (const path of new Set(known.flatMap((values) => [...values.keys()]))) {
    const found = read.map(({ values }) => values?.get(path));
    // What is not known of a run, such as the dataset of one that waits, differs from nothing.
    const compared = known
      .map((values) => values.get(path))
      .filter((value) => value !== undefined || !path.startsWith('dataset.'));
    const same = new Set(compared.map((value) => value?.same));
    const texts = new Set(compared.map((value) => value?.text));
    const option = fieldOption(path);
    const setting: ComparedSetting = {
      path,
      ...(option !== undefined && { option }),
      values: found.map(
        (value) =>
          value && {
            // The same words for different things, such as a folder beside each file: then what they stand for.
            text: same.size > texts.size ? value.same : value.text,
            isDefault: value.isDefault,
          },
      ),
    };
    if (same.size > 1) different.push(setting);
    else if (found.some((value) => value?.isDefault === false)) alike.push(setting);
  }
  return { runs: runs.map((run, index) => comparedRun(run, read[index]?.problem)), different, alike };
}

interface ReadValues {
  readonly values?: RunValues;
  readonly problem?: string;
}

function readValues({ job, training }: RunToCompare): ReadValues {
  try {
    const values = new Map(runValues(job, training));
    const { dataset } = job;
    const add = (path: string, text: string) => values.set(path, { text, same: text, isDefault: true });
    if (dataset) add('dataset.pictures', String(dataset.pictures));
    if (dataset) add('dataset.digest', dataset.digest.slice(0, 12));
    return { values };
  } catch (error) {
    return { problem: toProblem(error, job.source.file).message };
  }
}

function comparedRun({ job, progress }: RunToCompare, problem: string | undefined): ComparedRun {
  const { id, name, state, createdAt, verdict, plan, parts } = job;
  const steps = progress?.steps ?? verdict?.steps;
  const totalSteps = plan?.totalSteps ?? progress?.totalSteps;
  const lastLoss = progress ? progress.loss : verdict?.lastLoss;
  const seconds = parts.reduce((sum, part) => sum + secondsOf(part), 0);
  const speeds = parts.flatMap(({ speed }) => (speed && speed.steps > 0 ? [speed] : []));
  const gpuBytes = parts.reduce((most, part) => Math.max(most, part.gpuBytes ?? 0), 0);
  const lora = job.artifact ?? job.lora;
  return {
    id,
    name,
    state,
    createdAt,
    ...(verdict?.cause !== undefined && { cause: verdict.cause }),
    ...(steps !== undefined && { steps }),
    ...(totalSteps !== undefined && { totalSteps }),
    ...(lastLoss !== undefined && { lastLoss }),
    ...(seconds > 0 && { seconds }),
    ...(speeds.length > 0 && { secondsPerStep: sum(speeds, 'seconds') / sum(speeds, 'steps') }),
    ...(gpuBytes > 0 && { gpuBytes }),
    checkpoints: checkpointsOf(job).length,
    ...(lora !== undefined && { lora }),
    ...(problem !== undefined && { problem }),
  };
}

const sum = (speeds: readonly { steps: number; seconds: number }[], key: 'steps' | 'seconds') =>
  speeds.reduce((total, speed) => total + speed[key], 0);

/** One that has not ended counts for nothing: how long it trains is seen in its own view. */
function secondsOf({ startedAt, endedAt }: Job['parts'][number]): number {
  const ms = endedAt === undefined ? 0 : Date.parse(endedAt) - Date.parse(startedAt);
  return ms > 0 ? ms / 1000 : 0;
}

/** What the rows that are no field of a training file are called. */
export function settingLabel(path: string): string {
  switch (path) {
    case 'dataset.pictures':
      return l10n.t('pictures in the dataset');
    case 'dataset.digest':
      return l10n.t('dataset (digest)');
    case 'trainer.script':
      return l10n.t('trainer');
    default:
      return path;
  }
}
