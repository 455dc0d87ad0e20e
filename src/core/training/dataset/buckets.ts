/** Width and height in pixels. */
export type Size = readonly [width: number, height: number];

/** How the trainer is told to sort pictures by their shape. */
export interface BucketOptions {
  readonly resolution: Size;
  /** Without it every picture is fitted to `resolution`. */
  readonly enabled: boolean;
  readonly noUpscale: boolean;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** What the trainer makes of one picture. */
export interface Fit {
  /** What is trained on. */
  readonly bucket: Size;
  /** The whole picture after scaling, before it is cut to the bucket around its centre. */
  readonly resized: Size;
  /** Columns and rows of `resized` that are cut off. */
  readonly cropped: Size;
}

/** Why the trainer refuses these sizes at its start. */
export type BucketFault = 'bad_bounds' | 'min_over_resolution' | 'max_under_resolution' | 'empty_bucket';

/** Finds the bucket of each picture. */
export interface Buckets {
  /** The bounds as the trainer moves them to multiples of the step. */
  readonly adjusted: { readonly min: number; readonly max: number };
  readonly fit: (size: Size) => Fit | BucketFault;
}

/** The buckets of sd-scripts for these options; a fault where its start refuses them. */
export function makeBuckets(options: BucketOptions): Buckets | BucketFault {
  const { resolution, step } = options;
  if (![...resolution, step].every((pixels) => isWhole(pixels) && pixels > 0)) return 'bad_bounds';
  if (options.enabled && !(isWhole(options.min) && isWhole(options.max))) return 'bad_bounds';
  const min = options.min - (options.min % step);
  const max = Math.ceil(options.max / step) * step;
  const adjusted = { min, max };
  if (!options.enabled) return { adjusted: { min: options.min, max: options.max }, fit: fitTo([resolution]) };
  if (Math.min(...resolution) < min) return 'min_over_resolution';
  if (Math.max(...resolution) > max) return 'max_under_resolution';
  if (options.noUpscale) return { adjusted, fit: (size) => shrink(size, resolution, step) };
  return { adjusted, fit: fitTo(bucketSizes(resolution, min, max, step)) };
}

/** All sizes that buckets may have, in the trainer's order: by width, then by height. */
function bucketSizes(resolution: Size, min: number, max: number, step: number): readonly Size[] {
  const area = resolution[0] * resolution[1];
  const side = Math.floor(Math.sqrt(area) / step) * step;
  const sizes = new Map<string, Size>([[`${side}x${side}`, [side, side]]]);
  for (let width = min; width <= max; width += step) {
    const height = width > 0 ? Math.min(max, Math.floor(Math.floor(area / width) / step) * step) : 0;
    if (height < min || height <= 0) continue;
    sizes.set(`${width}x${height}`, [width, height]);
    sizes.set(`${height}x${width}`, [height, width]);
  }
  return [...sizes.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/** Scales to cover the bucket whose shape is nearest; the first of two that are as near. */
function fitTo(sizes: readonly Size[]): (size: Size) => Fit | BucketFault {
  const exact = new Set(sizes.map(([width, height]) => `${width}x${height}`));
  return (size) => {
    const [width, height] = size;
    const shape = width / height;
    const bucket = exact.has(`${width}x${height}`) ? size : nearest(sizes, shape);
    if (!bucket || bucket[0] === 0 || bucket[1] === 0) return 'empty_bucket';
    const scale = shape > bucket[0] / bucket[1] ? bucket[1] / height : bucket[0] / width;
    return cut([rounded(width * scale), rounded(height * scale)], bucket);
  };
}

function nearest(sizes: readonly Size[], shape: number): Size | undefined {
  let best: Size | undefined;
  let error = Infinity;
  for (const size of sizes) {
    const difference = Math.abs(size[0] / size[1] - shape);
    if (difference >= error) continue;
    best = size;
    error = difference;
  }
  return best;
}

/** Never enlarges: shrinks to the area of the resolution, then cuts to multiples of the step. */
function shrink(size: Size, resolution: Size, step: number): Fit | BucketFault {
  const area = resolution[0] * resolution[1];
  const resized = size[0] * size[1] > area ? shrunk(size[0] / size[1], area, step) : size;
  if (resized === undefined) return 'empty_bucket';
  const bucket: Size = [resized[0] - (resized[0] % step), resized[1] - (resized[1] % step)];
  return bucket[1] > 0 ? cut(resized, bucket) : 'empty_bucket';
}

/** Rounds the width or the height to steps, whichever keeps the shape better. */
function shrunk(shape: number, area: number, step: number): Size | undefined {
  const toSteps = (value: number) => rounded(value) - (rounded(value) % step);
  const width = toSteps(Math.sqrt(area * shape));
  const height = toSteps(area / Math.sqrt(area * shape));
  const heightOfWidth = toSteps(width / shape);
  if (heightOfWidth === 0 || height === 0) return undefined;
  const byWidth = Math.abs(width / heightOfWidth - shape);
  const byHeight = Math.abs(toSteps(height * shape) / height - shape);
  return byWidth < byHeight ? [width, rounded(width / shape)] : [rounded(height * shape), height];
}

/** False where the trainer finds a bucket without a width, and ends at the first batch that has the picture. */
export const isTrainable = (fit: Fit): boolean => fit.bucket[0] > 0 && fit.bucket[1] > 0;

const cut = (resized: Size, bucket: Size): Fit => ({
  bucket,
  resized,
  cropped: [resized[0] - bucket[0], resized[1] - bucket[1]],
});

/** More is a slip of the keyboard, and would take for ever. */
const MOST_PIXELS = 65_536;

const isWhole = (pixels: number): boolean => Number.isInteger(pixels) && pixels >= 0 && pixels <= MOST_PIXELS;

/** As the trainer rounds: a half goes up. */
const rounded = (value: number): number => Math.floor(value + 0.5);
