import * as v from 'valibot';
import type { Task } from '../../tasks/task';
import { CREATOR_TASK, IMAGES_TASK, MODEL_TASK } from './payloads';

/** An image that failed, or a version of a model. */
const FAILURE = v.object({
  type: v.picklist(['image', 'model']),
  id: v.string(),
  message: v.string(),
  advice: v.string(),
});

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
  failures: v.array(FAILURE),
});

const CREATOR_RESULT = v.object({
  /** Absolute. */
  folder: v.string(),
  downloaded: v.number(),
  adopted: v.number(),
  /** What failed, the first of it. */
  failures: v.array(FAILURE),
});

/** What came of the download of a model. */
export type ModelResult = Readonly<v.InferOutput<typeof MODEL_RESULT>>;
/** What came of a batch of images. */
export type ImagesResult = Readonly<v.InferOutput<typeof IMAGES_RESULT>>;
/** What came of a creator. */
export type CreatorResult = Readonly<v.InferOutput<typeof CREATOR_RESULT>>;
/** What failed of a task. */
export type ItemFailure = Readonly<v.InferOutput<typeof FAILURE>>;

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

/** The same for a creator. */
export function creatorOf({ kind, result }: Task): CreatorResult | undefined {
  const parsed = v.safeParse(CREATOR_RESULT, result);
  return kind === CREATOR_TASK && parsed.success ? parsed.output : undefined;
}
