import { join } from 'node:path';
import type { GalleryPicture } from '../picture';
import { faultText, type Fault } from './faults';

/**
 * What the index holds in memory of a picture. Its prompts are not in it: they are searched where they lie together
 * (`TextColumn`), and are read out of the picture where they are shown.
 */
export interface IndexedPicture extends Omit<GalleryPicture, 'path' | 'prompt' | 'negative' | 'problem'> {
  /** Absolute, with a separator at the end: one text for all pictures in it. */
  readonly folder: string;
  readonly name: string;
  readonly hasPrompt?: boolean | undefined;
  readonly hasNegative?: boolean | undefined;
  /** Why it cannot be read or shown. */
  readonly fault?: Fault | undefined;
  /**
   * SHA-256 of all of it, in hex. Known where the fingerprint alone does not tell that two are one: of pictures with one
   * fingerprint, and of those that the user has marked.
   */
  readonly digest?: string | undefined;
}

/** So much at each end of a picture is in its fingerprint. */
export const FINGERPRINT_BYTES = 64 * 1024;

export const pathOf = (picture: Pick<IndexedPicture, 'folder' | 'name'>): string =>
  join(picture.folder, picture.name);

/** What two files have in common that hold the same bytes; undefined where that is not known. */
export function contentKey({ size, fingerprint, digest }: IndexedPicture): string | undefined {
  if (size === 0 || fingerprint === '') return undefined;
  // All bytes of a small file are in its fingerprint.
  if (size <= 2 * FINGERPRINT_BYTES) return fingerprint;
  return digest === undefined ? undefined : `${fingerprint}-${digest}`;
}

/** Whether the user has said anything of it. */
export const isMarked = ({
  favourite,
  rating,
  tags,
}: Pick<IndexedPicture, 'favourite' | 'rating' | 'tags'>): boolean =>
  favourite === true || rating !== undefined || (tags !== undefined && tags.length > 0);

/** A picture as other rooms know it, but for its prompts. */
export function galleryPicture(picture: IndexedPicture): GalleryPicture {
  const { fault } = picture;
  return { ...picture, path: pathOf(picture), ...(fault && { problem: faultText(fault, picture) }) };
}
