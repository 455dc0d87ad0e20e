import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  isTrainable,
  makeBuckets,
  type Fit,
  type Size,
} from '../../../../../src/core/training/dataset/buckets';
import {
  bucketCounts,
  countSteps,
  regularisationRepeats,
} from '../../../../../src/core/training/dataset/steps';

interface Options {
  readonly resolution: Size;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly enable_bucket: boolean;
  readonly no_upscale: boolean;
}

interface Single extends Options, Partial<Fit> {
  readonly size: Size;
  readonly error?: string;
  readonly adjusted?: readonly [number, number];
}

interface PictureSet extends Options {
  readonly sizes: readonly Size[];
  readonly repeats: number;
  readonly reg_sizes: readonly Size[];
  readonly reg_repeats: number | null;
  readonly batch: number;
  readonly epochs?: number;
  readonly max_train_steps?: number;
  readonly gradient_accumulation: number;
  readonly processes: number;
  readonly images: Readonly<Record<string, Size>>;
  readonly buckets: Readonly<Record<string, number>>;
  readonly images_with_repeats: number;
  readonly batches_per_epoch: number;
  readonly steps: number;
  readonly printed: Readonly<Record<string, number>>;
}

/** Computed by the functions of kohya-ss/sd-scripts 48d368fa themselves, as the file says in `about`. */
const cases = JSON.parse(readFileSync('test/fixtures/training/buckets.json', 'utf8')) as {
  readonly single: readonly Single[];
  readonly sets: readonly PictureSet[];
};

const bucketsOf = (given: Options) =>
  makeBuckets({ ...given, enabled: given.enable_bucket, noUpscale: given.no_upscale });

/** What the trainer says, by our names of its faults. */
const FAULTS = new Map([
  ['min_over_resolution', /min_bucket_reso must be/],
  ['max_under_resolution', /max_bucket_reso must be/],
  ['empty_bucket', /ZeroDivisionError/],
]);

describe('makeBuckets', () => {
  cases.single.forEach((given, index) => {
    it(`fits ${given.size.join('x')} as the trainer does (${index})`, () => {
      const buckets = bucketsOf(given);
      const found = typeof buckets === 'string' ? buckets : buckets.fit(given.size);
      if (typeof found === 'string') {
        assert.match(given.error ?? 'no fault', FAULTS.get(found)!);
        return;
      }
      assert.deepEqual(found, { bucket: given.bucket, resized: given.resized, cropped: given.cropped });
      if (typeof buckets !== 'string' && given.enable_bucket)
        assert.deepEqual([buckets.adjusted.min, buckets.adjusted.max], given.adjusted);
    });
  });
});

describe('bounds that no trainer can use', () => {
  const options = {
    resolution: [512, 512],
    enabled: true,
    noUpscale: false,
    min: 256,
    max: 1024,
    step: 64,
  } as const;

  for (const wrong of [{ step: -64 }, { step: 0 }, { step: 0.5 }, { max: 1e12 }, { min: NaN }, { min: -64 }])
    it(`are told at once: ${JSON.stringify(wrong)}`, () => {
      assert.equal(makeBuckets({ ...options, ...wrong }), 'bad_bounds');
    });
});

describe('isTrainable', () => {
  const options = { enabled: true, noUpscale: true, min: 256, max: 1024, step: 64 };
  const buckets = makeBuckets({ ...options, resolution: [512, 512] });

  it('tells a picture that is narrower than a step', () => {
    assert.ok(typeof buckets !== 'string');
    assert.equal(isTrainable(buckets.fit([40, 300]) as Fit), false);
    assert.equal(isTrainable(buckets.fit([64, 300]) as Fit), true);
  });
});

describe('countSteps', () => {
  cases.sets.forEach((given, index) => {
    it(`counts ${given.sizes.length} pictures as the trainer does (${index})`, () => {
      const buckets = bucketsOf(given);
      assert.ok(typeof buckets !== 'string');
      const bucketOf = (size: Size) => (buckets.fit(size) as Fit).bucket;
      given.sizes.forEach((size, place) => assert.deepEqual(bucketOf(size), given.images[`i${place}`]));
      const shown = given.sizes.length * given.repeats;
      const regularisation = regularisationRepeats(
        shown,
        given.reg_sizes.map(() => given.reg_repeats ?? 1),
      );
      const counts = bucketCounts([
        ...given.sizes.map((size) => ({ bucket: bucketOf(size), repeats: given.repeats })),
        ...given.reg_sizes.map((size, place) => ({
          bucket: bucketOf(size),
          repeats: regularisation[place] ?? 0,
        })),
      ]);
      assert.deepEqual(Object.fromEntries([...counts].sort()), given.buckets);
      const steps = countSteps(counts, {
        batch: given.batch,
        gradientAccumulation: given.gradient_accumulation,
        processes: given.processes,
        epochs: given.epochs,
        maxSteps: given.max_train_steps,
      });
      assert.equal(steps.batchesPerEpoch, given.batches_per_epoch);
      assert.equal(steps.steps, given.steps);
      assert.equal(steps.epochs, given.printed['num epochs']);
    });
  });
});

describe('countSteps by a number of steps', () => {
  const counts = new Map([['512x512', 43]]);
  const options = { batch: 1, gradientAccumulation: 4, processes: 2 };

  it('tells the epochs that it takes', () => {
    const steps = countSteps(counts, { ...options, maxSteps: 100 });
    assert.deepEqual(steps, { batchesPerEpoch: 43, stepsPerEpoch: 6, epochs: 17, steps: 100 });
  });

  it('takes the default of the trainer where neither is given', () => {
    assert.equal(countSteps(counts, options).steps, 1600);
  });

  it('has none without pictures', () => {
    assert.equal(countSteps(new Map(), { ...options, epochs: 10 }).steps, 0);
  });
});
