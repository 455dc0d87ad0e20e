import type { Size } from './buckets';

/** Pictures of one bucket and how often an epoch shows each. */
export interface BucketUse {
  readonly bucket: Size;
  readonly repeats: number;
}

/** What the number of steps depends on. */
export interface StepOptions {
  readonly batch: number;
  readonly gradientAccumulation: number;
  readonly processes: number;
  /** Either is given; the trainer lets epochs win. */
  readonly epochs?: number | undefined;
  readonly maxSteps?: number | undefined;
}

/** How long a training is. */
export interface Steps {
  /** What all processes together read in one epoch. */
  readonly batchesPerEpoch: number;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  readonly steps: number;
}

/** Steps of the trainer when `max_train_steps` and `max_train_epochs` are unset. */
const DEFAULT_STEPS = 1600;

/**
 * How often each regularisation picture is shown: they are gone through once with their repeats, then one by one,
 * until there are as many as pictures to train on. Those that are not reached are not used.
 */
export function regularisationRepeats(
  trainingPictures: number,
  repeats: readonly number[],
): readonly number[] {
  const uses = repeats.map(() => 0);
  let shown = 0;
  let used = 0;
  for (const [index, count] of repeats.entries()) {
    if (shown >= trainingPictures) break;
    uses[index] = count;
    shown += count;
    used += 1;
  }
  const missing = Math.max(0, trainingPictures - shown);
  if (used === 0) return uses;
  const rounds = Math.floor(missing / used);
  return uses.map((count, index) => (index < used ? count + rounds + (index < missing % used ? 1 : 0) : 0));
}

/** Pictures in each bucket, repeats included, by `<width>x<height>`. */
export function bucketCounts(uses: readonly BucketUse[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { bucket, repeats } of uses) {
    if (repeats <= 0) continue;
    const name = `${bucket[0]}x${bucket[1]}`;
    counts.set(name, (counts.get(name) ?? 0) + repeats);
  }
  return counts;
}

/** The exact number of steps of sd-scripts: batches never mix buckets, so each bucket may end in a smaller one. */
export function countSteps(counts: ReadonlyMap<string, number>, options: StepOptions): Steps {
  const { batch, gradientAccumulation, processes } = options;
  let batchesPerEpoch = 0;
  for (const count of counts.values()) batchesPerEpoch += Math.ceil(count / batch);
  if (batchesPerEpoch === 0) return { batchesPerEpoch, stepsPerEpoch: 0, epochs: 0, steps: 0 };
  if (options.epochs !== undefined) {
    const stepsPerEpoch = Math.ceil(batchesPerEpoch / processes / gradientAccumulation);
    return { batchesPerEpoch, stepsPerEpoch, epochs: options.epochs, steps: options.epochs * stepsPerEpoch };
  }
  const steps = options.maxSteps ?? DEFAULT_STEPS;
  const stepsPerEpoch = Math.ceil(Math.ceil(batchesPerEpoch / processes) / gradientAccumulation);
  return { batchesPerEpoch, stepsPerEpoch, epochs: Math.ceil(steps / stepsPerEpoch), steps };
}
