import * as v from 'valibot';
import type { Page } from './cursorPages';
import { field, id, list, nextCursor, number, pageMetadata, parserOf, record, text } from './looseSchemas';

/** What is known of an image; in answers, and in what is kept of them. */
export const IMAGE_FIELDS = {
  id,
  url: text,
  /** A blurhash: of what it looks like, not of its bytes. */
  hash: text,
  width: number,
  height: number,
  /** `image`, `video` or `audio`. */
  type: text,
  /** A word in this API, a number in others: see `nsfwLevelOf`. */
  nsfwLevel: v.optional(v.unknown()),
  browsingLevel: number,
  createdAt: text,
  postId: id,
  username: text,
  /** The generation parameters, of any type and shape. */
  meta: v.optional(v.unknown()),
  baseModel: text,
  modelVersionIds: field(list(v.pipe(v.number(), v.integer(), v.minValue(1)))),
};

const civitaiImage = record(IMAGE_FIELDS);

/** An image as the image API gives it. */
export type CivitaiImage = v.InferOutput<typeof civitaiImage>;

const readPage = parserOf(record({ items: field(list(civitaiImage)), metadata: pageMetadata }));

/** Reads a page of images; undefined when the answer has no items. */
export function parseImagePage(answer: unknown): Page<CivitaiImage> | undefined {
  const page = readPage(answer);
  if (!page?.items) return undefined;
  return { items: page.items.map(flatMeta), ...nextCursor(page.metadata) };
}

/** Some answers have the parameters one level deeper: `{ id, meta }`. */
function flatMeta(image: CivitaiImage): CivitaiImage {
  const { meta } = image;
  const inner = typeof meta === 'object' && meta !== null && 'meta' in meta ? meta.meta : meta;
  return typeof inner === 'object' || inner === undefined ? { ...image, meta: inner } : image;
}
