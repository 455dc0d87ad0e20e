import * as v from 'valibot';
import { IMAGE_QUERY } from '../../civitai/imageQuery';
import type { ImageBatch } from '../../images/imageBatch';
import { IMAGE_SETTINGS, type ImageSettings } from '../../images/imageSettings';

/** The kinds of tasks in the queue of downloads. */
export const MODEL_TASK = 'model-download';
export const IMAGES_TASK = 'image-download';

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
