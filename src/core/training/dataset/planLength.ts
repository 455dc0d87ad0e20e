import { bucketCounts, countSteps, regularisationRepeats, type BucketUse } from './steps';
import type { DatasetOptions } from './datasetOptions';
import type { PlannedPicture, PlannedSubset } from './plan';

/** How long a training is, in the trainer’s own counting. */
export interface Length {
  readonly steps: number;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  /** Pictures that one epoch shows, with repeats and regularisation. */
  readonly shownPerEpoch: number;
  /** Pictures that the whole training shows. */
  readonly shown: number;
  /** False where the steps depend on what is not known before: how many processes there are, or chance. */
  readonly exact: boolean;
}

/** Steps and pictures of a training. @param processes undefined where only the launcher knows */
export function planLength(
  subsets: readonly PlannedSubset[],
  options: DatasetOptions,
  processes: number | undefined,
): Length {
  const { batch, gradientAccumulation, epochs, maxSteps, validationSplit } = options;
  const counts = new Map<string, number>();
  // The trainer has a dataset of its own for masked pictures, and no batch has pictures of two datasets.
  for (const [dataset, ofDataset] of datasetsOf(subsets).entries())
    for (const [bucket, count] of bucketCounts(usesOf(ofDataset, validationSplit)))
      counts.set(`${dataset} ${bucket}`, count);
  const together = processes ?? 1;
  const steps = countSteps(counts, { batch, gradientAccumulation, processes: together, epochs, maxSteps });
  const shownPerEpoch = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const whole = steps.stepsPerEpoch > 0 ? Math.floor(steps.steps / steps.stepsPerEpoch) : 0;
  const rest = steps.steps - whole * steps.stepsPerEpoch;
  const shown =
    whole * shownPerEpoch + Math.min(shownPerEpoch, rest * batch * gradientAccumulation * together);
  const { size } = new Set(subsets.flatMap(({ pictures }) => pictures.map(({ bucket }) => bucket.join('x'))));
  return {
    steps: steps.steps,
    stepsPerEpoch: steps.stepsPerEpoch,
    epochs: steps.epochs,
    shownPerEpoch,
    shown,
    // Which pictures are kept for validation is left to chance: with one bucket it does not matter.
    exact: processes !== undefined && (validationSplit === 0 || size <= 1),
  };
}

/** How many pictures an epoch shows of each bucket, by `<width>x<height>`. */
export function shownByBucket(
  subsets: readonly PlannedSubset[],
  { validationSplit }: DatasetOptions,
): ReadonlyMap<string, number> {
  return bucketCounts(datasetsOf(subsets).flatMap((ofDataset) => usesOf(ofDataset, validationSplit)));
}

/** The subsets as they stand in datasets: those with masks apart. */
export function datasetsOf(subsets: readonly PlannedSubset[]): readonly (readonly PlannedSubset[])[] {
  const masked = subsets.filter(({ maskFolder }) => maskFolder !== undefined);
  const others = subsets.filter(({ maskFolder }) => maskFolder === undefined);
  return [masked, others].filter(({ length }) => length > 0);
}

function usesOf(subsets: readonly PlannedSubset[], validationSplit: number): BucketUse[] {
  const uses = subsets
    .filter(({ settings }) => !settings.regularization)
    .flatMap(({ settings, pictures }) =>
      pictures
        .slice(0, Math.ceil(pictures.length * (1 - validationSplit)))
        .map(({ bucket }) => ({ bucket, repeats: settings.repeats })),
    );
  const shown = uses.reduce((sum, { repeats }) => sum + repeats, 0);
  const regular = subsets
    .filter(({ settings }) => settings.regularization)
    .flatMap(({ settings, pictures }) => pictures.map((picture) => ({ picture, repeats: settings.repeats })));
  const repeats = regularisationRepeats(
    shown,
    regular.map((each) => each.repeats),
  );
  const useOf = ({ bucket }: PlannedPicture, index: number) => ({ bucket, repeats: repeats[index] ?? 0 });
  return [...uses, ...regular.map(({ picture }, index) => useOf(picture, index))];
}
