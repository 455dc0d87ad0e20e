import type { PictureFit } from '../../media/makePicture';
import {
  isTrainable,
  makeBuckets,
  type BucketFault,
  type BucketOptions,
  type Buckets,
  type Size,
} from './buckets';
import type { DatasetOptions } from './datasetOptions';

/** What is made of one picture, and what the trainer makes of that. */
export interface DatasetFit {
  readonly make: PictureFit;
  /** What is trained on. */
  readonly bucket: Size;
  /** By how much the picture is scaled: above 1 it is enlarged. */
  readonly scale: number;
  /** The part of the picture, of 1, that is cut off. */
  readonly lost: number;
}

/** Why a picture cannot be trained on: its bucket has no width, or it would fill the memory before it is cut. */
export type FitFault = BucketFault | 'too_long';

/** More pixels than any picture of a training has after scaling, but for one that is a line. */
const MOST_PIXELS = 2 ** 26;

/** Looking for all buckets takes a while, and they are the same for each picture. */
const known = new WeakMap<BucketOptions, Buckets | BucketFault>();

function bucketsOf(options: BucketOptions): Buckets | BucketFault {
  const found = known.get(options) ?? makeBuckets(options);
  known.set(options, found);
  return found;
}

/** The size that a picture of the dataset gets, so that the trainer need not scale it again. */
export function fitOf(size: Size, options: DatasetOptions): DatasetFit | FitFault {
  const buckets = bucketsOf(options.buckets);
  if (typeof buckets === 'string') return buckets;
  const { fit, resolution } = options;
  if (fit !== 'bucket') {
    const trained = buckets.fit(resolution);
    if (typeof trained === 'string') return trained;
    const [x, y] = [resolution[0] / size[0], resolution[1] / size[1]];
    const scale = fit === 'square' ? Math.min(x, y) : Math.max(x, y);
    const lost = fit === 'square' ? 0 : 1 - Math.min(x, y) / Math.max(x, y);
    if (fit === 'crop' && size[0] * size[1] * scale ** 2 > MOST_PIXELS) return 'too_long';
    const kind = fit === 'square' ? 'canvas' : 'subject';
    const make: PictureFit = { kind, width: resolution[0], height: resolution[1] };
    return { make, bucket: trained.bucket, scale, lost };
  }
  const wanted = buckets.fit(size);
  if (typeof wanted === 'string') return wanted;
  if (!isTrainable(wanted)) return 'empty_bucket';
  const { bucket, resized, cropped } = wanted;
  if (resized[0] * resized[1] > MOST_PIXELS) return 'too_long';
  const again = buckets.fit(resized);
  // Rounded, a picture may be nearer to another bucket: then it is cut here, as the trainer would have done.
  const isStable = typeof again !== 'string' && same(again.bucket, bucket) && same(again.resized, resized);
  const make: PictureFit = {
    kind: 'exact',
    width: resized[0],
    height: resized[1],
    ...(isStable ? {} : { keep: bucket }),
  };
  const lost = 1 - ((resized[0] - cropped[0]) * (resized[1] - cropped[1])) / (resized[0] * resized[1]);
  return { make, bucket, scale: Math.max(resized[0] / size[0], resized[1] / size[1]), lost };
}

const same = (one: Size, other: Size): boolean => one[0] === other[0] && one[1] === other[1];
