import * as l10n from '@vscode/l10n';
import { brokenPicture, cutOff, doesNotFit, embedded, MOST_TEXT_BYTES, type Embed } from './embedding';
import { withText, withoutText } from './exif';

/** A chunk with its name and length, without the byte that fills it up. https://developers.google.com/speed/webp/docs/riff_container */
interface Chunk {
  readonly name: string;
  readonly data: Buffer;
}

const HEADER_BYTES = 12;
const HAS_EXIF = 0x08;
const HAS_ALPHA = 0x10;
const PIXELS: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'ALPH', 'ANMF']);
/** Some programs write the name that a JPEG has there. */
const JPEG_NAME = 'Exif\0\0';

/** Writes a text as the UserComment in the Exif of a WebP; a simple one becomes an extended one. */
export const embedInWebp: Embed = (picture, text, { force = false }) => {
  const end = HEADER_BYTES - 4 + (picture.length < HEADER_BYTES ? 0 : picture.readUInt32LE(4));
  const chunks = chunksOf(picture, end);
  const old = chunks.filter(({ name }) => name === 'EXIF');
  const exif = withText(old[0] && exifOf(old[0]), text, force);
  if (typeof exif === 'string') return doesNotFit(exif);
  const excess = exif.length - MOST_TEXT_BYTES;
  if (excess > 0) return doesNotFit('length', Math.max(0, text.length - Math.ceil(excess / 2)));
  const rest = chunks.map((chunk) =>
    chunk.name !== 'EXIF'
      ? chunk
      : { name: 'EXIF', data: chunk === old[0] ? exif : withoutText(exifOf(chunk)) },
  );
  // Exif stands behind the pixels, and before XMP.
  const pixels = rest.findLastIndex(({ name }) => PIXELS.has(name));
  if (old.length === 0) rest.splice(pixels + 1, 0, { name: 'EXIF', data: exif });
  const parts = withFlag(rest).flatMap(bytesOf);
  const header = Buffer.from(picture.subarray(0, HEADER_BYTES));
  header.writeUInt32LE(4 + parts.reduce((sum, { length }) => sum + length, 0), 4);
  return embedded(Buffer.concat([header, ...parts, picture.subarray(end)]));
};

/** @throws Problem `unreadable` */
function chunksOf(picture: Buffer, end: number): Chunk[] {
  const chunks: Chunk[] = [];
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

/** The chunks with a header that says that there is Exif. */
function withFlag([first, ...rest]: readonly Chunk[]): Chunk[] {
  if (first?.name !== 'VP8X') return [extendedHeader(first), ...(first ? [first] : []), ...rest];
  if (first.data.length < 10) throw broken();
  const data = Buffer.from(first.data);
  data[0] = (data[0] ?? 0) | HAS_EXIF;
  return [{ name: 'VP8X', data }, ...rest];
}

/** What a simple picture needs to have Exif: flags, and its size once more. @throws Problem `unreadable` */
function extendedHeader(pixels: Chunk | undefined): Chunk {
  const found = pixels?.name === 'VP8 ' ? lossySize(pixels.data) : pixels?.name === 'VP8L' ? losslessSize(pixels.data) : undefined; // prettier-ignore
  if (!found) throw broken();
  const data = Buffer.alloc(10);
  data[0] = HAS_EXIF | (found.alpha ? HAS_ALPHA : 0);
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

const exifOf = ({ data }: Chunk): Buffer =>
  data.toString('latin1', 0, JPEG_NAME.length) === JPEG_NAME ? data.subarray(JPEG_NAME.length) : data;

function bytesOf({ name, data }: Chunk): Buffer[] {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return [head, data, ...(data.length % 2 === 1 ? [Buffer.alloc(1)] : [])];
}

const broken = () => brokenPicture(l10n.t('its parts do not fit together'));
