import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isTrainable, makeBuckets, type Size } from '../../../../../src/core/training/dataset/buckets';
import { datasetOptions } from '../../../../../src/core/training/dataset/datasetOptions';
import { fitOf } from '../../../../../src/core/training/dataset/fits';
import { TRAINING } from './datasetFolder';

const options = (fit: 'square' | 'bucket' | 'crop', extra: Record<string, unknown> = {}) =>
  datasetOptions({ ...TRAINING, fit, extra });

describe('fitOf', () => {
  it('puts the whole picture on a canvas', () => {
    const fit = fitOf([1000, 1500], options('square'));
    assert.deepEqual(fit, {
      make: { kind: 'canvas', width: 512, height: 512 },
      bucket: [512, 512],
      scale: 512 / 1500,
      lost: 0,
    });
  });

  it('tells what a crop loses', () => {
    const fit = fitOf([1000, 2000], options('crop'));
    assert.ok(typeof fit !== 'string');
    assert.deepEqual([fit.make.kind, fit.lost, fit.scale], ['subject', 0.5, 0.512]);
  });

  it('keeps the form for a bucket, and tells what the trainer cuts off', () => {
    const fit = fitOf([1000, 1500], options('bucket'));
    assert.ok(typeof fit !== 'string');
    assert.deepEqual([fit.make, fit.bucket], [{ kind: 'exact', width: 427, height: 640 }, [384, 640]]);
    assert.equal(Math.round(fit.lost * 100), 10);
  });

  it('refuses what would be a line, before it fills the memory', () => {
    assert.equal(fitOf([1, 10_000], options('bucket')), 'too_long');
    assert.equal(fitOf([10_000, 1], options('crop')), 'too_long');
    assert.equal(typeof fitOf([1, 10_000], options('square')), 'object');
    assert.equal(fitOf([40, 300], options('bucket', { bucket_no_upscale: true })), 'empty_bucket');
  });

  it('makes pictures that the trainer puts into the same bucket without scaling them again', () => {
    const side = fc.integer({ min: 64, max: 6000 });
    const step = fc.constantFrom(64, 32, 16, 8);
    fc.assert(
      fc.property(side, side, step, fc.boolean(), (width, height, bucket_reso_steps, bucket_no_upscale) => {
        const made = options('bucket', { bucket_reso_steps, bucket_no_upscale });
        const fit = fitOf([width, height], made);
        if (typeof fit === 'string') return;
        assert.ok(fit.make.kind === 'exact');
        const size: Size = fit.make.keep ?? [fit.make.width, fit.make.height];
        const buckets = makeBuckets(made.buckets);
        assert.ok(typeof buckets !== 'string');
        const again = buckets.fit(size);
        assert.ok(typeof again !== 'string' && isTrainable(again));
        assert.deepEqual([again.bucket, again.resized], [fit.bucket, size]);
      }),
      { numRuns: 2000 },
    );
  });
});
