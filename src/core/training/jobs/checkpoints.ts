import { basename } from 'node:path';
import type { Job } from './job';

/** A checkpoint of a job. */
export interface Checkpoint {
  readonly path: string;
  /** Steps of the whole job that it was trained with; undefined where its name tells an epoch, or nothing. */
  readonly step?: number;
}

/**
 * The checkpoints of all parts of a job that were written whole, the oldest first. A resumed trainer counts from 0 again
 * in their names: here they have the steps of the whole job.
 */
export function checkpointsOf({ parts }: Pick<Job, 'parts'>): Checkpoint[] {
  return parts.flatMap(({ outputs = [], nameOffset }) =>
    outputs.map((path) => {
      const [, step] = /-step(\d{8})\.\w+$/.exec(basename(path)) ?? [];
      return step === undefined ? { path } : { path, step: Number(step) + nameOffset };
    }),
  );
}
