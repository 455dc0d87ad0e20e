import { extname } from 'node:path';
import { pictureFormat } from '../media/pictureFormat';

/** The endings of pictures, as Civitai names them. */
const ENDINGS: Readonly<Record<string, string>> = {
  jpeg: '.jpeg',
  png: '.png',
  webp: '.webp',
  gif: '.gif',
  avif: '.avif',
};

/** The first bytes of WebM. */
const EBML = '\x1a\x45\xdf\xa3';

/**
 * The ending, with the dot, that fits the first bytes of a download: the address often says something else.
 * @returns undefined for what is neither a picture nor a video, such as a web page
 */
export function imageEnding(head: Uint8Array): string | undefined {
  const picture = ENDINGS[pictureFormat(head) ?? ''];
  if (picture !== undefined) return picture;
  const text = Buffer.from(head.subarray(0, 12)).toString('latin1');
  if (text.startsWith('ftyp', 4)) return '.mp4';
  return text.startsWith(EBML) ? '.webm' : undefined;
}

/** Whether a file that was named by `imageEnding` is a video. */
export const isVideoName = (name: string): boolean => ['.mp4', '.webm'].includes(extname(name).toLowerCase());
