import * as l10n from '@vscode/l10n';
import { crc32 } from 'node:zlib';
import { brokenPicture, cutOff } from './brokenPicture';

/** A chunk with its length, name and checksum. https://www.w3.org/TR/png-3/#5Chunk-layout */
export interface PngChunk {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export const PNG_SIGNATURE_BYTES = 8;
const MOST_CHUNK_BYTES = 2 ** 31 - 1;
/** Without one of these there is no picture, so that a wrong checksum means a broken one. */
const OF_PIXELS: ReadonlySet<string> = new Set(['IHDR', 'PLTE', 'IDAT', 'fdAT', 'IEND']);

/** The chunks of a PNG up to its end. @throws Problem `unreadable` */
export function pngChunks(picture: Buffer): PngChunk[] {
  const chunks: PngChunk[] = [];
  for (let start = PNG_SIGNATURE_BYTES; chunks.at(-1)?.name !== 'IEND';) {
    if (start + 12 > picture.length) throw cutOff();
    const length = picture.readUInt32BE(start);
    const end = start + 12 + length;
    if (length > MOST_CHUNK_BYTES) throw brokenPicture(l10n.t('its parts have impossible lengths'));
    if (end > picture.length) throw cutOff();
    const name = picture.toString('latin1', start + 4, start + 8);
    if (OF_PIXELS.has(name) && crc32(picture.subarray(start + 4, end - 4)) !== picture.readUInt32BE(end - 4))
      throw brokenPicture(l10n.t('a checksum in it is wrong'));
    chunks.push({ name, start, end });
    start = end;
  }
  if (chunks[0]?.name !== 'IHDR' || !chunks.some(({ name }) => name === 'IDAT'))
    throw brokenPicture(l10n.t('it has no pixels'));
  return chunks;
}

/** A chunk with its length and checksum. */
export function pngChunk(name: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(name, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
}
