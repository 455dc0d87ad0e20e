import * as v from 'valibot';
import { NSFW_LEVELS } from '../civitai/nsfwLevel';
import { DUPLICATE_STRATEGIES } from './imageSaver';
import { METADATA_FORMATS } from './metadataFormat';

const path = v.pipe(v.string(), v.minLength(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const side = v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(2048));

/** How example images are downloaded. */
export const IMAGE_SETTINGS = v.object({
  /** Absolute. */
  folder: path,
  /** Where an image goes below it: `{model_id}/{id}`. */
  template: path,
  skipExisting: v.boolean(),
  duplicates: v.picklist(DUPLICATE_STRATEGIES),
  /** How what Civitai says of an image is kept; undefined: not at all. */
  metadata: v.optional(v.picklist(METADATA_FORMATS)),
  /** Undefined: all levels. */
  levels: v.optional(v.array(v.picklist(NSFW_LEVELS))),
  /** How many at most; 0 for all; undefined for what is usual for the batch. */
  limit: v.optional(count),
  /** How many at a time. */
  concurrency: v.pipe(count, v.minValue(1), v.maxValue(64)),
  /** Bytes that are to stay free. */
  minFreeBytes: v.pipe(v.number(), v.minValue(0)),
  /** The largest thumbnail, in pixels; undefined: none are made. */
  thumbnail: v.optional(v.object({ width: side, height: side })),
});

export type ImageSettings = Readonly<v.InferOutput<typeof IMAGE_SETTINGS>>;
