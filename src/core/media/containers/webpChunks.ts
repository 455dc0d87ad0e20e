import * as l10n from '@vscode/l10n';
import { brokenPicture, cutOff } from './brokenPicture';

/** A chunk with its name and length, without the byte that fills it up. https://developers.google.com/speed/webp/docs/riff_container */
export interface WebpChunk {
  readonly name: string;
  readonly data: Buffer;
}

const HEADER_BYTES = 12;
/** What the first chunk of an extended picture says of the others, in its first byte. RFC 9649, 2.7 */
export const WEBP_HAS = { xmp: 0x04, exif: 0x08, alpha: 0x10 } as const;
/** Some programs write the name that a JPEG has there. */
const JPEG_NAME = 'Exif\0\0';

/** Where a WebP ends: data of other programs may stand behind that. */
export const webpEnd = (picture: Buffer): number =>
  HEADER_BYTES - 4 + (picture.length < HEADER_BYTES ? 0 : picture.readUInt32LE(4));

/** The chunks of a WebP. @throws Problem `unreadable` */
export function webpChunks(picture: Buffer): WebpChunk[] {
  const chunks: WebpChunk[] = [];
  const end = webpEnd(picture);
  if (end > picture.length) throw cutOff();
  for (let at = HEADER_BYTES; at < end;) {
    const start = at + 8;
    const length = start > end ? 0 : picture.readUInt32LE(at + 4);
    if (start + length > end) throw broken();
    chunks.push({
      name: picture.toString('latin1', at, at + 4),
      data: picture.subarray(start, start + length),
    });
    at = start + length + (length % 2);
  }
  if (!chunks.some(({ name }) => name === 'VP8 ' || name === 'VP8L' || name === 'ANMF'))
    throw brokenPicture(l10n.t('it has no pixels'));
  return chunks;
}

/** The same picture with other chunks, and nothing behind them. */
export function webpOf(picture: Buffer, chunks: readonly WebpChunk[]): Buffer {
  const parts = chunks.flatMap(bytesOf);
  const header = Buffer.from(picture.subarray(0, HEADER_BYTES));
  header.writeUInt32LE(4 + parts.reduce((sum, { length }) => sum + length, 0), 4);
  return Buffer.concat([header, ...parts]);
}

/**
 * Chunks with a header that says which others there are.
 * @param flags what to do with its first byte
 * @throws Problem `unreadable`
 */
export function withWebpFlags(
  [first, ...rest]: readonly WebpChunk[],
  flags: (old: number) => number,
): WebpChunk[] {
  const header = first?.name === 'VP8X' ? first : extendedHeader(first);
  if (header.data.length < 10) throw broken();
  const data = Buffer.from(header.data);
  data[0] = flags(data[0] ?? 0);
  return [{ name: 'VP8X', data }, ...(first && first !== header ? [first] : []), ...rest];
}

/** What a simple picture needs to have Exif: flags, and its size once more. @throws Problem `unreadable` */
function extendedHeader(pixels: WebpChunk | undefined): WebpChunk {
  const found = pixels?.name === 'VP8 ' ? lossySize(pixels.data) : pixels?.name === 'VP8L' ? losslessSize(pixels.data) : undefined; // prettier-ignore
  if (!found) throw broken();
  const data = Buffer.alloc(10);
  data[0] = found.alpha ? WEBP_HAS.alpha : 0;
  data.writeUIntLE(found.width - 1, 4, 3);
  data.writeUIntLE(found.height - 1, 7, 3);
  return { name: 'VP8X', data };
}

/** RFC 6386, 9.1: a key frame begins with three bytes, a mark of three, and 14 bits of width and height each. */
function lossySize(data: Buffer) {
  if (data.length < 10 || ((data[0] ?? 1) & 1) !== 0 || data.readUIntBE(3, 3) !== 0x9d012a) return undefined;
  const [width, height] = [data.readUInt16LE(6) & 0x3fff, data.readUInt16LE(8) & 0x3fff];
  return width === 0 || height === 0 ? undefined : { width, height, alpha: false };
}

/** RFC 9649, 3.4: a mark, 14 bits of width and height less one each, and whether there is transparency. */
function losslessSize(data: Buffer) {
  if (data.length < 5 || data[0] !== 0x2f) return undefined;
  const bits = data.readUInt32LE(1);
  return {
    width: (bits & 0x3fff) + 1,
    height: ((bits >>> 14) & 0x3fff) + 1,
    alpha: ((bits >>> 28) & 1) === 1,
  };
}

/** The Exif of a chunk, without the name that some programs put in front of it. */
export const exifOfWebp = ({ data }: WebpChunk): Buffer =>
  data.toString('latin1', 0, JPEG_NAME.length) === JPEG_NAME ? data.subarray(JPEG_NAME.length) : data;

function bytesOf({ name, data }: WebpChunk): Buffer[] {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return [head, data, ...(data.length % 2 === 1 ? [Buffer.alloc(1)] : [])];
}

const broken = () => brokenPicture(l10n.t('its parts do not fit together'));
