import { pictureFormat } from '../media/pictureFormat';

/** The endings of files of each kind, as Civitai names them; those of a kind that is no picture are videos. */
const ENDINGS: Readonly<Record<string, string>> = {
  jpeg: '.jpeg',
  png: '.png',
  webp: '.webp',
  gif: '.gif',
  avif: '.avif',
};

/** The first bytes of WebM. */
const EBML = '\x1a\x45\xdf\xa3';

/** What a file is by its first bytes. */
export interface ImageFormat {
  /** With the dot. */
  readonly ending: string;
  readonly kind: 'image' | 'video';
}

/**
 * What the first bytes of a download are: the address often says something else.
 * @returns undefined for what is neither a picture nor a video, such as a web page
 */
export function imageFormat(head: Uint8Array): ImageFormat | undefined {
  const picture = ENDINGS[pictureFormat(head) ?? ''];
  if (picture !== undefined) return { ending: picture, kind: 'image' };
  const text = Buffer.from(head.subarray(0, 12)).toString('latin1');
  if (text.startsWith('ftyp', 4)) return { ending: '.mp4', kind: 'video' };
  return text.startsWith(EBML) ? { ending: '.webm', kind: 'video' } : undefined;
}
