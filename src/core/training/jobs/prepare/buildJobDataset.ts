import * as v from 'valibot';
import { rm } from 'node:fs/promises';
import { writeFileAtomic } from '../../../files/atomicWrite';
import { readUtf8 } from '../../../json/jsonFile';
import { DatasetPictures } from '../../../media/datasetPictures';
import type { WorkerOptions } from '../../../threads/workerPool';
import { buildDataset } from '../../dataset/build';
import { checkDataset } from '../../dataset/checkDataset';
import type { JobPlaces } from '../../job/trainerSettings';
import { refusal } from '../../refusal';
import type { Job } from '../job';
import type { JobFolder } from '../jobFolder';
import type { JobTraining } from './readJobTraining';

/** The dataset of a job. */
const DATASET = v.object({
  /** As the trainer sees them. */
  places: v.object({
    trainDataDir: v.optional(v.string()),
    datasetConfig: v.optional(v.string()),
    samplePrompts: v.optional(v.string()),
  }),
  facts: v.object({ pictures: v.number(), digest: v.string() }),
});
export interface JobDataset {
  readonly places: Pick<JobPlaces, 'trainDataDir' | 'datasetConfig' | 'samplePrompts'>;
  readonly facts: NonNullable<Job['dataset']>;
}

/**
 * Builds the dataset of a job, once: a job that is resumed trains on the very pictures that it began with.
 * @param toTrainer a path as the trainer sees it
 * @throws Problem where the pictures have errors, or cannot be written
 */
export async function buildJobDataset(
  { training, toPath }: JobTraining,
  { minimumPictures }: Job['settings'],
  folder: JobFolder,
  workers: WorkerOptions,
  toTrainer: (path: string) => string,
  signal: AbortSignal,
): Promise<JobDataset> {
  const built = await readBuilt(folder);
  if (built) return built;
  // What a process left that was killed before it had noted what it built.
  await rm(folder.dataset, { recursive: true, force: true });
  const pictures = new DatasetPictures(workers);
  try {
    const { plan, findings } = await checkDataset(training, toPath, { pictures, signal, minimumPictures });
    const refused = refusal(findings);
    if (refused) throw refused;
    const asSeenByTrainer = toTrainer(folder.dataset);
    const made = await buildDataset(plan, folder.dataset, { pictures, signal, asSeenByTrainer });
    const { trainDataDir, datasetConfig, samplePrompts, digest } = made;
    const dataset: JobDataset = {
      places: {
        ...(trainDataDir !== undefined && { trainDataDir }),
        ...(datasetConfig !== undefined && { datasetConfig }),
        ...(samplePrompts !== undefined && { samplePrompts }),
      },
      facts: { pictures: made.pictures, digest },
    };
    await writeFileAtomic(folder.builtDataset, JSON.stringify(dataset));
    return dataset;
  } finally {
    await pictures.close();
  }
}

async function readBuilt({ builtDataset }: JobFolder): Promise<JobDataset | undefined> {
  const text = await readUtf8(builtDataset);
  if (text === undefined) return undefined;
  const { places, facts } = v.parse(DATASET, JSON.parse(text));
  const known = Object.entries(places).filter(([, path]) => path !== undefined);
  return { places: Object.fromEntries(known), facts };
}
