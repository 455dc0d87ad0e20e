import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import {
  makeBuckets,
  type BucketFault,
  type Fit,
  type Size,
} from '../../../../../src/core/training/dataset/buckets';

/** Computed by the functions of kohya-ss/sd-scripts 48d368fa themselves, as the file says in `about`. */
const { sets } = JSON.parse(readFileSync('test/fixtures/training/bucketPairs.json', 'utf8')) as {
  readonly sets: readonly {
    readonly resolution: Size;
    readonly min: number;
    readonly max: number;
    readonly step: number;
    readonly no_upscale: boolean;
    readonly pairs: string;
  }[];
};
const COLUMNS = 6;

describe('the buckets of 10,000 random sizes', () => {
  let count = 0;
  for (const { resolution, min, max, step, no_upscale, pairs } of sets) {
    it(`are the trainer's for ${resolution.join('x')}, ${min} to ${max} by ${step}, ${no_upscale ? 'never enlarged' : 'any size'}`, () => {
      const bytes = inflateSync(Buffer.from(pairs, 'base64'));
      const rows = bytes.length / 4 / COLUMNS;
      const buckets = makeBuckets({ resolution, min, max, step, enabled: true, noUpscale: no_upscale });
      assert.ok(typeof buckets !== 'string');
      for (let row = 0; row < rows; row++) {
        const at = (column: number): number => bytes.readUInt32LE((column * rows + row) * 4);
        const fit: Fit | BucketFault = buckets.fit([at(0), at(1)]);
        const found: readonly number[] =
          typeof fit === 'string' ? [0, 0, 0, 0] : [...fit.bucket, ...fit.resized];
        assert.deepEqual(found, [at(2), at(3), at(4), at(5)], `${at(0)}x${at(1)}`);
        count += 1;
      }
    });
  }

  it('were 10,000', () => {
    assert.equal(count, 10_000);
  });
});
