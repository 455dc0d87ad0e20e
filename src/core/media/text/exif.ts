import { decodeUnmarked, decodeUserComment, decodeUtf16 } from './decodeText';
import { MAX_TEXT_BYTES, type TextCollector } from './pictureTexts';
import { readXmp } from './xmp';

const TAGS: Readonly<Record<number, string>> = {
  0x010d: 'DocumentName',
  0x010e: 'ImageDescription',
  0x010f: 'Make',
  0x0110: 'Model',
  0x0131: 'Software',
  0x013b: 'Artist',
  0x02bc: 'XMP',
  0x8298: 'Copyright',
  0x9286: 'UserComment',
  0x927c: 'MakerNote',
  0x9c9b: 'XPTitle',
  0x9c9c: 'XPComment',
  0x9c9d: 'XPAuthor',
  0x9c9e: 'XPKeywords',
  0x9c9f: 'XPSubject',
};
const EXIF_IFD = 0x8769;
const ASCII = 2;
/** Types of one byte a value: BYTE, ASCII, SBYTE, UNDEFINED. */
const BYTE_TYPES = new Set([1, ASCII, 6, 7]);
const MAX_ENTRIES = 1000;
const PREFIX = Buffer.from('Exif\0\0', 'latin1');

/** ComfyUI’s savers put `prompt:{…}` and `workflow:{…}` into any tag that holds text. */
const KEYED_JSON = /^([A-Za-z_]\w{0,63}): ?(?=[[{])/;

/**
 * Reads the texts of an Exif block: TIFF header, IFD0 and the Exif IFD (Exif 2.32, TIFF 6.0).
 * @param block the block, with or without `Exif\0\0` before it
 */
export function readExif(block: Buffer, collector: TextCollector): void {
  const tiff = block.subarray(0, 6).equals(PREFIX) ? block.subarray(6) : block;
  const order = tiff.toString('latin1', 0, 2);
  if (tiff.length < 8 || (order !== 'II' && order !== 'MM')) return;
  const isLittle = order === 'II';
  const u16 = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const u32 = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));

  const readIfd = (offset: number, isFirst: boolean): void => {
    if (offset < 8 || offset + 2 > tiff.length) return;
    const count = Math.min(u16(offset), MAX_ENTRIES);
    for (let index = 0; index < count; index++) {
      const at = offset + 2 + index * 12;
      if (at + 12 > tiff.length) return;
      const [tag, type, length] = [u16(at), u16(at + 2), u32(at + 4)];
      if (tag === EXIF_IFD) {
        if (isFirst) readIfd(u32(at + 8), false);
        continue;
      }
      const key = TAGS[tag];
      if (!BYTE_TYPES.has(type) || (key === undefined && type !== ASCII)) continue;
      if (length > MAX_TEXT_BYTES) {
        collector.leaveOut();
        continue;
      }
      const start = length <= 4 ? at + 8 : u32(at + 8);
      if (start + length > tiff.length) continue;
      addTag(
        key ?? `0x${tag.toString(16).padStart(4, '0')}`,
        tiff.subarray(start, start + length),
        collector,
      );
    }
  };
  readIfd(u32(4), true);
}

function addTag(key: string, bytes: Buffer, collector: TextCollector): void {
  if (key === 'XMP') {
    readXmp(bytes, collector);
    return;
  }
  const text =
    key === 'UserComment'
      ? decodeUserComment(bytes)
      : key.startsWith('XP')
        ? decodeUtf16(bytes)
        : decodeUnmarked(bytes);
  const keyed = KEYED_JSON.exec(text);
  if (keyed) collector.add('exif', (keyed[1] ?? '').toLowerCase(), text.slice(keyed[0].length));
  else collector.add('exif', key, text);
}
