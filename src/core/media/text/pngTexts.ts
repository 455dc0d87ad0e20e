import type { ByteSource } from './byteSource';
import { utf8OrLatin1 } from './decodeText';
import { readExif } from './exif';
import { MAX_TEXT_BYTES, type TextCollector } from './pictureTexts';
import { readXmp } from './xmp';

/** The eight bytes before the first chunk. */
export const PNG_SIGNATURE_BYTES = 8;
/** Pillow cuts the pixels into pieces of 64 KB; a picture with more chunks is made to keep a reader busy. */
export const MAX_CHUNKS = 200_000;

const READ = new Set(['tEXt', 'zTXt', 'iTXt', 'eXIf']);
const MAX_KEYWORD = 80;

/** Reads the text chunks of a PNG, wherever they stand; checksums are not looked at, a chunk that is cut off is left. */
export async function readPngTexts(source: ByteSource, collector: TextCollector): Promise<void> {
  let at = PNG_SIGNATURE_BYTES;
  let arePixelsBehind = false;
  for (let count = 0; count < MAX_CHUNKS && at + 8 <= source.size; count++) {
    const header = await source.read(at, 8);
    const length = header.readUInt32BE(0);
    const type = header.toString('latin1', 4, 8);
    const start = at + 8;
    if (type === 'IEND' || start + length > source.size) return;
    if (type === 'IDAT' && !arePixelsBehind) {
      arePixelsBehind = true;
      at = await endOfPixels(source, at, length);
      continue;
    }
    at = start + length + 4;
    if (!READ.has(type)) continue;
    if (length > MAX_TEXT_BYTES) collector.leaveOut();
    else readChunk(type, Buffer.from(await source.read(start, length)), collector);
  }
}

/**
 * The end of the pixels, or nearly so: their chunks follow one another (PNG specification, section 5.6), and writers make
 * all but the last of one length, so that the last of these is looked for by halving. A megapixel has up to 170.
 * @param at of the first of them
 */
async function endOfPixels(source: ByteSource, at: number, length: number): Promise<number> {
  const stride = length + 12;
  const name = Buffer.from(await source.read(at, 8));
  let known = 0;
  let end = Math.floor((source.size - at) / stride);
  // Most files end with the pixels.
  for (let next = end - 1; known + 1 < end; next = Math.floor((known + end) / 2)) {
    if (name.equals(await source.read(at + next * stride, 8))) known = next;
    else end = next;
  }
  return at + (known + 1) * stride;
}

function readChunk(type: string, bytes: Buffer, collector: TextCollector): void {
  if (type === 'eXIf') {
    readExif(bytes, collector);
    return;
  }
  const end = bytes.subarray(0, MAX_KEYWORD).indexOf(0);
  if (end < 1) return;
  const key = bytes.toString('latin1', 0, end);
  const text =
    type === 'iTXt'
      ? international(bytes, end, collector)
      : type === 'zTXt'
        ? collector.decompress(bytes.subarray(end + 2), 'zlib')
        : bytes.subarray(end + 1);
  if (!text) return;
  if (key === 'XML:com.adobe.xmp') readXmp(text, collector);
  else if (/^Raw profile type /i.test(key)) readRawProfile(text, collector);
  else collector.add('png', key, utf8OrLatin1(text));
}

/** What stands behind flag, method, language and translated keyword of an iTXt chunk. */
function international(bytes: Buffer, end: number, collector: TextCollector): Buffer | undefined {
  const isCompressed = bytes[end + 1] === 1;
  const language = bytes.indexOf(0, end + 3);
  const translated = language < 0 ? -1 : bytes.indexOf(0, language + 1);
  if (translated < 0) return undefined;
  const content = bytes.subarray(translated + 1);
  return isCompressed ? collector.decompress(content, 'zlib') : content;
}

/** ImageMagick’s way to keep an Exif or XMP block: its name, its length, and lines of hexadecimal digits. */
function readRawProfile(text: Buffer, collector: TextCollector): void {
  const parts = /^\s*\w+\s+(\d+)\s+([\da-f\s]+)/i.exec(text.toString('latin1'));
  if (!parts) return;
  const block = Buffer.from((parts[2] ?? '').replace(/\s+/g, ''), 'hex').subarray(0, Number(parts[1]));
  const start = block.toString('latin1', 0, 64);
  if (start.startsWith('Exif') || start.startsWith('II') || start.startsWith('MM'))
    readExif(block, collector);
  else if (block.includes('<x:xmpmeta') || block.includes('<rdf:RDF'))
    readXmp(block.subarray(block.indexOf('<')), collector);
}
