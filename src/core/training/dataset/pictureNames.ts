import { extname } from 'node:path';

/** Endings that the trainer looks for, written all in small or all in capital letters. */
const SEEN: ReadonlySet<string> = new Set(['.png', '.jpg', '.jpeg', '.webp', '.bmp']);

/** Other endings of pictures. */
const OTHERS: ReadonlySet<string> = new Set([
  '.gif', '.tif', '.tiff', '.heic', '.heif', '.hif', '.avif', '.jxl', '.jp2', '.j2k', '.jfif', '.jpe', '.jif', '.apng',
  '.psd', '.svg', '.dng', '.cr2', '.cr3', '.nef', '.arw', '.raf', '.orf', '.rw2', '.ico', '.tga',
]); // prettier-ignore

/** How the trainer meets a name: it finds it, not in this writing, or not at all. */
export type Ending = 'seen' | 'mixed_case' | 'unseen';

/** What the ending of a name says; undefined where it is none of a picture. */
export function endingOf(name: string): Ending | undefined {
  const ending = extname(name);
  const small = ending.toLowerCase();
  if (SEEN.has(small)) return ending === small || ending === ending.toUpperCase() ? 'seen' : 'mixed_case';
  return OTHERS.has(small) ? 'unseen' : undefined;
}

/** A name without its ending, as the trainer cuts it. */
export const stemOf = (name: string): string => name.slice(0, name.length - extname(name).length);
