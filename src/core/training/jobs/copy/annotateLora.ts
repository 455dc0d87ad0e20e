import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { editPatch } from '../../../models/sidecar/edit';
import { sha256Patch } from '../../../models/sidecar/sha256Patch';
import { readSidecar, updateSidecar } from '../../../models/sidecar/store';
import type { TrainingFile } from '../../job/trainingFile';
import type { Job } from '../job';
import type { CopiedLora } from './copyLora';

/** Writes the sidecar of a LoRA that was trained here: trigger words, base model, weight, and where it comes from. */
export async function annotateLora(
  { path, sha256 }: CopiedLora,
  job: Job,
  training: TrainingFile,
  clock: () => Date,
): Promise<void> {
  const triggers = [training.trigger, ...(training.subsets ?? []).map(({ trigger }) => trigger)];
  const words = [...new Set(triggers.filter((word) => word !== undefined))];
  // As the sidecar of the base model has it; else the header of the LoRA tells.
  const base = await readSidecar(training.base_model);
  const baseModel = base.kind === 'ok' ? base.sidecar.base_model : undefined;
  await updateSidecar(
    path,
    (current) => ({
      ...sha256Patch(current, sha256),
      model_type: 'LORA',
      identified_by: undefined,
      ...editPatch(current, {
        name: training.name,
        ...(baseModel !== undefined && { base_model: baseModel }),
        ...(words.length > 0 && { trigger_words: words }),
        ...(training.weight !== undefined && { preferred_weight: training.weight }),
      }),
      training: {
        job: job.id,
        base_model: basename(training.base_model),
        dataset: job.dataset?.digest,
        pictures: job.dataset?.pictures,
        steps: job.verdict?.steps,
      },
    }),
    { clock },
  );
}

/** The newest sample of all parts of a job, for the preview: a last part of some steps makes none. */
export async function newestSample(outputFolders: readonly string[]): Promise<string | undefined> {
  const pictures: { folder: string; name: string }[] = [];
  for (const folder of outputFolders.map((output) => join(output, 'sample')))
    for (const name of await readdir(folder).catch((): string[] => []))
      if (extname(name).toLowerCase() === '.png') pictures.push({ folder, name });
  const newest = pictures.sort((one, other) => byTime(one.name, other.name)).at(-1);
  return newest && join(newest.folder, newest.name);
}

/** `name_000060_00_20261121012519_42.png`: the 14 digits are the time; the seed behind it is there where one was named. */
const timeOf = (name: string) => /_(\d{14})(?:_\d+)?\.\w+$/.exec(name)?.[1] ?? '';
const byTime = (one: string, other: string) =>
  timeOf(one) < timeOf(other) || (timeOf(one) === timeOf(other) && one > other) ? -1 : 1;
