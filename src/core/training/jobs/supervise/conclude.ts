import * as l10n from '@vscode/l10n';
import { basename, join } from 'node:path';
import { stat } from 'node:fs/promises';
import type { RunSummary } from '../../verdict/runSummary';
import { loraFault, type LoraFault } from '../../verdict/loraFile';
import { nanLoss } from '../../verdict/causes/causeTexts';
import { judge } from '../../verdict/verdict';
import type { Job, JobPart } from '../job';
import type { JobFolder } from '../jobFolder';

export type JobVerdict = NonNullable<Job['verdict']>;

/** How a part of a job ended. */
export interface Conclusion {
  readonly verdict: JobVerdict;
  /** The LoRA to copy, where the training is done. */
  readonly lora?: string;
}

/**
 * Judges a part of a job that has ended: by its exit code, its own words, and the file that it had to write.
 * @param exit undefined where nobody knows it: the process that started the trainer has died
 * @param isWorthless whether it was ended because its loss had become NaN
 */
export async function conclude(
  job: Pick<Job, 'request'>,
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
    outputs: [...told.outputs],
  };
  const is = (state: JobVerdict['state'], cause?: string, causeId?: string): Conclusion => ({
    verdict: {
      state,
      ...(cause !== undefined && { cause }),
      ...(causeId !== undefined && { causeId }),
      ...facts,
    },
  });
  if (isWorthless) return is('error', nanLoss(), 'nan_loss');
  // What the user ended is no failure, whatever words the trainer found for it.
  if (job.request?.action === 'end' && told.state !== 'done')
    return is('stopped', l10n.t('You ended the training.'), 'stopped');
  if (told.state === 'stopped') return is('stopped', told.cause, told.causeId);
  if (told.state === 'running')
    return is('error', l10n.t('The trainer is gone, and its log does not say why: it was killed, or the machine was restarted.'), 'gone'); // prettier-ignore
  if (told.state === 'error') return is('error', told.cause, told.causeId);
  const lora = join(folder.output(part.number), `${part.outputName}.safetensors`);
  const fault = (await isOlder(lora, part.startedAt)) ? 'missing' : await loraFault(lora);
  if (fault) return is('error', faultText(fault, basename(lora)), `lora_${fault}`);
  return { ...is('done'), lora };
}

/** Whether the file is there, but not of this run. File systems may round times to two seconds. */
async function isOlder(path: string, startedAt: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && found.mtimeMs < Date.parse(startedAt) - 2000;
}

function faultText(fault: LoraFault, name: string): string {
  switch (fault) {
    case 'missing':
      return l10n.t('The trainer said that it saved the model, but there is no new {0}. Check the free space of the disk, and whether another program removes files there.', name); // prettier-ignore
    case 'unreadable':
      return l10n.t('{0} was not written whole. Check the free space of the disk, and resume from the last saved state.', name); // prettier-ignore
    case 'not_finite':
      return l10n.t('{0} holds NaN: it cannot be used. Lower the learning rate, use precision = "bf16", set no_half_vae for SDXL, and take the last checkpoint before.', name); // prettier-ignore
    case 'zero':
      return l10n.t('{0} holds only zeros: nothing was learned. Check the learning rates, the pictures and masks.', name); // prettier-ignore
  }
}
