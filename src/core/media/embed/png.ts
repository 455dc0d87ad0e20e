import { inflateSync } from 'node:zlib';
import { pngChunk, pngChunks, PNG_SIGNATURE_BYTES, type PngChunk } from '../containers/pngChunks';
import { doesNotFit, embedded, isOtherData, MOST_TEXT_BYTES, type Embed } from './embedding';

const KEYWORD = 'parameters';
/** So much of a compressed text tells what it is. */
const MOST_INFLATED_BYTES = 1024 * 1024;

/** Writes a text as the `parameters` of a PNG: in the place of the first that is there, else before the pixels. */
export const embedInPng: Embed = (picture, text, { force = false }) => {
  const chunks = pngChunks(picture);
  const old = chunks.filter((chunk) => isParameters(picture, chunk));
  if (!force && old.some((chunk) => isOtherData(textOf(picture, chunk)))) return doesNotFit('otherData');
  const added = textChunk(text);
  const excess = added.length - MOST_TEXT_BYTES;
  if (excess > 0) return doesNotFit('length', Math.max(0, text.length - excess));
  // Between the header of a frame of an APNG and its pixels, a decoder may expect nothing else.
  const pixels = chunks.findIndex(({ name }) => name === 'IDAT' || name === 'fcTL');
  const [first] = old;
  const at = first && chunks.indexOf(first) < pixels ? first : chunks[pixels];
  const gone = new Set(old);
  const parts = chunks.flatMap((chunk) => [
    ...(chunk === at ? [added] : []),
    ...(gone.has(chunk) ? [] : [picture.subarray(chunk.start, chunk.end)]),
  ]);
  const end = chunks.at(-1)?.end ?? 0;
  // Some programs put their own data behind the end.
  return embedded(Buffer.concat([picture.subarray(0, PNG_SIGNATURE_BYTES), ...parts, picture.subarray(end)]));
};

function isParameters(picture: Buffer, { name, start, end }: PngChunk): boolean {
  const keyword = picture.toString('latin1', start + 8, Math.min(end - 4, start + 8 + KEYWORD.length + 1));
  return ['tEXt', 'zTXt', 'iTXt'].includes(name) && keyword === `${KEYWORD}\0`;
}

/** The beginning of a text, to see what it is; empty where it cannot be read. */
function textOf(picture: Buffer, { name, start, end }: PngChunk): string {
  const data = picture.subarray(start + 8 + KEYWORD.length + 1, end - 4);
  const isCompressed = name === 'zTXt' || (name === 'iTXt' && data[0] === 1);
  const text =
    name === 'tEXt' ? data : name === 'zTXt' ? data.subarray(1) : afterNul(afterNul(data.subarray(2)));
  if (!isCompressed) return text.toString('utf8', 0, MOST_INFLATED_BYTES);
  try {
    return inflateSync(text, { maxOutputLength: MOST_INFLATED_BYTES }).toString('utf8');
  } catch {
    return '';
  }
}

const afterNul = (bytes: Buffer): Buffer => bytes.subarray(bytes.indexOf(0) + 1);

/**
 * As Pillow writes it for A1111: tEXt in Latin-1, and iTXt where a letter is not in it. Many programs write UTF-8 into
 * tEXt, so a Latin-1 text that happens to be UTF-8, such as `Ã©`, would be read as that; and 0x80 to 0x9f, which are no
 * letters in Latin-1, are read as those of Windows.
 */
function textChunk(text: string): Buffer {
  const latin = /^[\0-\x7f\xa0-\xff]*$/.test(text) ? Buffer.from(text, 'latin1') : undefined;
  const isPlain = latin && (/^[\0-\x7f]*$/.test(text) || latin.toString('utf8').includes('\ufffd'));
  // Not compressed, no language, no translated keyword.
  return isPlain
    ? pngChunk('tEXt', Buffer.concat([Buffer.from(`${KEYWORD}\0`), latin]))
    : pngChunk('iTXt', Buffer.from(`${KEYWORD}\0\0\0\0\0${text}`));
}
