import * as v from 'valibot';
import { NSFW_LEVELS } from '../../civitai/nsfwLevel';
import { IMAGE_QUERY } from '../../civitai/imageQuery';
import type { CreatorSettings } from '../creators/types';
import type { ImageBatch } from '../../images/imageBatch';
import { IMAGE_SETTINGS, type ImageSettings } from '../../images/imageSettings';

/** The kinds of tasks in the queue of downloads. */
export const MODEL_TASK = 'model-download';
export const IMAGES_TASK = 'image-download';
export const CREATOR_TASK = 'creator-download';

const id = v.pipe(v.number(), v.integer(), v.minValue(1));
const whose = v.picklist(['creator', 'everyone']);

const BATCH = v.variant('kind', [
  v.object({ kind: v.literal('model'), modelId: id, whose }),
  v.object({ kind: v.literal('version'), versionId: id, whose }),
  v.object({ kind: v.literal('creator'), username: v.pipe(v.string(), v.regex(/^\w+$/)) }),
  v.object({ kind: v.literal('query'), query: IMAGE_QUERY }),
  v.object({ kind: v.literal('image'), imageId: id }),
]);

const IMAGES_PAYLOAD = v.object({ batch: BATCH, settings: IMAGE_SETTINGS });

const MODEL_PAYLOAD = v.object({
  versionId: id,
  /** Of several files of the version, this one. */
  fileId: v.optional(id),
  /** Where it goes, absolute. */
  folder: v.pipe(v.string(), v.minLength(1)),
  /** How its example images are downloaded once it has come; absent where they are not wanted. */
  images: v.optional(IMAGE_SETTINGS),
});

const CREATOR_PAYLOAD = v.object({
  username: v.pipe(v.string(), v.regex(/^\w+$/)),
  settings: v.object({
    root: v.pipe(v.string(), v.minLength(1)),
    logDirectory: v.pipe(v.string(), v.minLength(1)),
    types: v.optional(v.array(v.string())),
    limit: v.pipe(v.number(), v.integer(), v.minValue(0)),
    levels: v.optional(v.array(v.picklist(NSFW_LEVELS))),
    fetchDeleted: v.boolean(),
    minFreeBytes: v.pipe(v.number(), v.minValue(0)),
  }),
  /** Only what failed by the log is tried again. */
  retry: v.optional(v.boolean()),
});

/** What a task that downloads all of a creator needs. */
export type CreatorPayload = Readonly<v.InferOutput<typeof CREATOR_PAYLOAD>>;

/** What a task that downloads example images needs: all of it stays as it was when the user asked for it. */
export interface ImagesPayload {
  readonly batch: ImageBatch;
  readonly settings: ImageSettings;
}
/** What a task that downloads a model needs. */
export type ModelPayload = Readonly<v.InferOutput<typeof MODEL_PAYLOAD>>;

/** A payload as it was read; undefined where it is none. The file of the queue is not trusted. */
export function imagesPayload(value: unknown): ImagesPayload | undefined {
  const parsed = v.safeParse(IMAGES_PAYLOAD, value);
  return parsed.success ? parsed.output : undefined;
}

/** The same for a model. */
export function modelPayload(value: unknown): ModelPayload | undefined {
  const parsed = v.safeParse(MODEL_PAYLOAD, value);
  return parsed.success ? parsed.output : undefined;
}

/** The same for a creator. */
export function creatorPayload(value: unknown): CreatorPayload | undefined {
  const parsed = v.safeParse(CREATOR_PAYLOAD, value);
  return parsed.success ? parsed.output : undefined;
}

/**
 * The payload of a task for a creator.
 * @param how.retry only what failed by the log is tried again
 */
export function creatorOrder(
  username: string,
  { types, levels, ...settings }: CreatorSettings,
  how: { readonly retry?: boolean } = {},
): CreatorPayload {
  return {
    username,
    settings: { ...settings, types: types && [...types], levels: levels && [...levels] },
    ...how,
  };
}
