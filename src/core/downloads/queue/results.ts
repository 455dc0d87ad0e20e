import * as v from 'valibot';
import type { Task } from '../../tasks/task';
import { IMAGES_TASK, MODEL_TASK } from './payloads';

const MODEL_RESULT = v.object({
  /** Absolute. */
  path: v.string(),
  bytes: v.number(),
  /** Whether its SHA-256 is the one that Civitai gives. */
  isVerified: v.boolean(),
  /** The very same file was there. */
  wasThere: v.boolean(),
});

const IMAGES_RESULT = v.object({
  /** Absolute. */
  folder: v.string(),
  completed: v.number(),
  skipped: v.number(),
  /** Images that failed, the first of them. */
  failures: v.array(v.object({ id: v.string(), message: v.string(), advice: v.string() })),
});

/** What came of the download of a model. */
export type ModelResult = Readonly<v.InferOutput<typeof MODEL_RESULT>>;
/** What came of a batch of images. */
export type ImagesResult = Readonly<v.InferOutput<typeof IMAGES_RESULT>>;
/** An image that failed. */
export type ImageFailure = Readonly<ImagesResult['failures'][number]>;

/** What came of a task; undefined for one of another kind, and before anything came. The file of the queue is not trusted. */
export function modelOf({ kind, result }: Task): ModelResult | undefined {
  const parsed = v.safeParse(MODEL_RESULT, result);
  return kind === MODEL_TASK && parsed.success ? parsed.output : undefined;
}

/** The same for a batch of images. */
export function imagesOf({ kind, result }: Task): ImagesResult | undefined {
  const parsed = v.safeParse(IMAGES_RESULT, result);
  return kind === IMAGES_TASK && parsed.success ? parsed.output : undefined;
}
