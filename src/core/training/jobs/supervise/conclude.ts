import * as l10n from '@vscode/l10n';
import { basename, join } from 'node:path';
import { stat } from 'node:fs/promises';
import type { RunSummary } from '../../verdict/runSummary';
import { loraFault } from '../../verdict/loraFile';
import { loraFaultText } from '../../verdict/loraFaultText';
import { nanLoss } from '../../verdict/causes/causeTexts';
import { judge } from '../../verdict/verdict';
import type { Job, JobPart } from '../job';
import type { JobFolder } from '../jobFolder';

export type JobVerdict = NonNullable<Job['verdict']>;

/** How a part of a job ended. */
export interface Conclusion {
  readonly verdict: JobVerdict;
  /** The checkpoints that the part wrote whole. */
  readonly outputs: readonly string[];
  /** The LoRA to copy, where the training is done. */
  readonly lora?: string;
}

/**
 * Judges a part of a job that has ended: by its exit code, its own words, and the file that it had to write.
 * @param exit undefined where nobody knows it: the process that started the trainer has died
 * @param isWorthless whether it was ended because its loss had become NaN
 */
export async function conclude(
  job: Pick<Job, 'request' | 'plan' | 'parts'>,
  folder: JobFolder,
  part: Pick<JobPart, 'number' | 'startedAt' | 'stepOffset' | 'outputName'>,
  run: RunSummary,
  exit: number | undefined,
  isWorthless = false,
): Promise<Conclusion> {
  const told = judge(run, exit);
  const facts = {
    ...(told.steps === undefined ? {} : { steps: told.steps + part.stepOffset }),
    ...(told.lastLoss === undefined
      ? {}
      : { lastLoss: Number.isFinite(told.lastLoss) ? told.lastLoss : null }),
  };
  const { outputs } = told;
  const is = (state: JobVerdict['state'], cause?: string, causeId?: string): Conclusion => {
    const why = { ...(cause !== undefined && { cause }), ...(causeId !== undefined && { causeId }) };
    return { verdict: { state, ...why, ...facts }, outputs };
  };
  if (isWorthless) return is('error', withLastGood(nanLoss(), job, outputs), 'nan_loss');
  // What the user ended is no failure, whatever words the trainer found for it.
  if (job.request?.action === 'end' && told.state !== 'done')
    return is('stopped', stopText(facts.steps, job), 'stopped');
  if (told.state === 'stopped') return is('stopped', stopText(facts.steps, job), told.causeId);
  if (told.state === 'running')
    return is('error', l10n.t('The trainer is gone, and its log does not say why: it was killed, or the machine was restarted.'), 'gone'); // prettier-ignore
  if (told.state === 'error') {
    const cause = told.causeId === 'nan_loss' ? withLastGood(told.cause ?? '', job, outputs) : told.cause;
    return is('error', cause, told.causeId);
  }
  const lora = join(folder.output(part.number), `${part.outputName}.safetensors`);
  const fault = (await isOlder(lora, part.startedAt)) ? 'missing' : await loraFault(lora);
  if (fault) return is('error', loraFaultText(fault, basename(lora)), `lora_${fault}`);
  return { ...is('done'), lora };
}

/** Steps are those of the whole job: the trainer only knows those of one part. */
function stopText(steps: number | undefined, { plan }: Pick<Job, 'plan'>): string {
  if (steps === undefined) return l10n.t('The training was stopped before its first step.');
  return plan
    ? l10n.t('The training was stopped at step {0} of {1}.', steps, plan.totalSteps)
    : l10n.t('The training was stopped at step {0}.', steps);
}

/** NaN spoils all that is saved after it: the last checkpoint from before is what is left. */
function withLastGood(cause: string, { parts }: Pick<Job, 'parts'>, outputs: readonly string[]): string {
  const last = outputs.at(-1) ?? parts.flatMap((part) => part.outputs ?? []).at(-1);
  return last === undefined
    ? cause
    : `${cause} ${l10n.t('The last checkpoint from before is {0}.', basename(last))}`;
}

/** Whether the file is there, but not of this run. File systems may round times to two seconds. */
async function isOlder(path: string, startedAt: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && found.mtimeMs < Date.parse(startedAt) - 2000;
}
