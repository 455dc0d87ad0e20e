import { crc32 } from 'node:zlib';

/** A part of a picture file: a chunk or a segment. */
export interface Part {
  readonly name: string;
  readonly data: Buffer;
}

const SIGNATURE = '\x89PNG\r\n\x1a\n';
const EXIF = 'Exif\0\0';

/** Puts a PNG together, with the right checksums. */
export function pngOf(parts: readonly Part[]): Buffer {
  const chunks = parts.map(({ name, data }) => {
    const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    return Buffer.concat([uint32(data.length), named, uint32(crc32(named))]);
  });
  return Buffer.concat([Buffer.from(SIGNATURE, 'latin1'), ...chunks]);
}

/** A text chunk of PNG. */
export const pngText = (keyword: string, text: string): Part => ({
  name: 'tEXt',
  data: Buffer.from(`${keyword}\0${text}`, 'latin1'),
});

/** Puts a WebP together. */
export function webpOf(parts: readonly Part[]): Buffer {
  const chunks = parts.map(({ name, data }) => {
    const head = Buffer.alloc(8);
    head.write(name, 'latin1');
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
  });
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks]);
  const head = Buffer.from('RIFF\0\0\0\0');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

/** A segment of JPEG with its mark and length. */
export function jpegSegment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

/**
 * The parts of a PNG, WebP or JPEG in their order, and what stands behind the last one. All of a JPEG from its first scan
 * on is one part.
 */
export function partsOf(picture: Buffer): Part[] {
  const text = picture.toString('latin1', 0, 12);
  if (text.startsWith(SIGNATURE)) return pngParts(picture);
  return text.startsWith('RIFF') ? webpParts(picture) : jpegParts(picture);
}

function pngParts(picture: Buffer): Part[] {
  const parts: Part[] = [];
  let at = 8;
  while (parts.at(-1)?.name !== 'IEND') {
    const end = at + 8 + picture.readUInt32BE(at);
    if (crc32(picture.subarray(at + 4, end)) !== picture.readUInt32BE(end)) throw new Error('checksum');
    parts.push({ name: picture.toString('latin1', at + 4, at + 8), data: picture.subarray(at + 8, end) });
    at = end + 4;
  }
  return [...parts, { name: 'behind', data: picture.subarray(at) }];
}

function webpParts(picture: Buffer): Part[] {
  const parts: Part[] = [];
  const end = picture.readUInt32LE(4) + 8;
  let at = 12;
  while (at < end) {
    const length = picture.readUInt32LE(at + 4);
    parts.push({
      name: picture.toString('latin1', at, at + 4),
      data: picture.subarray(at + 8, at + 8 + length),
    });
    at += 8 + length + (length % 2);
  }
  if (at !== end) throw new Error('RIFF size');
  return [...parts, { name: 'behind', data: picture.subarray(end) }];
}

function jpegParts(picture: Buffer): Part[] {
  const parts: Part[] = [];
  let at = 2;
  while (picture[at + 1] !== 0xda) {
    const end = at + 2 + picture.readUInt16BE(at + 2);
    const data = picture.subarray(at + 4, end);
    const isExif = picture[at + 1] === 0xe1 && data.toString('latin1', 0, 6) === EXIF;
    parts.push({ name: isExif ? 'EXIF' : String(picture[at + 1]), data });
    at = end;
  }
  return [...parts, { name: 'scans', data: picture.subarray(at) }];
}

/** The parts that no text stands in, to be compared. The header of an extended WebP comes without what says that there is Exif. */
export function otherParts(picture: Buffer): string[] {
  return partsOf(picture)
    .filter((part) => !isText(part) && part.name !== 'EXIF' && part.name !== 'VP8X')
    .map(({ name, data }) => `${name} ${data.toString('base64')}`);
}

const isText = ({ name, data }: Part): boolean =>
  ['tEXt', 'zTXt', 'iTXt'].includes(name) && data.toString('latin1').startsWith('parameters\0');

/** The texts that stand in a picture where an infotext does, as they are written in each. */
export function textsOf(picture: Buffer): string[] {
  return partsOf(picture).flatMap((part) => {
    if (isText(part)) {
      const { name, data } = part;
      return name === 'tEXt' ? data.toString('latin1', 11) : data.toString('utf8', 15);
    }
    return part.name === 'EXIF' ? commentsOf(exifOf(part)) : [];
  });
}

/** The TIFF of a part with Exif. */
export const exifOf = ({ data }: Part): Buffer =>
  data.toString('latin1', 0, 6) === EXIF ? data.subarray(6) : data;

function commentsOf(exif: Buffer): string[] {
  return [...exifTags(exif)].flatMap(([tag, value]) => {
    if (!tag.endsWith('9286') || value.toString('latin1', 0, 8) !== 'UNICODE\0') return [];
    return Buffer.from(value.subarray(8)).swap16().toString('utf16le');
  });
}

const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

/** The values of all tags by folder and tag (`0/8769/9003`): those of offsets as what they lead to. */
export function exifTags(exif: Buffer): Map<string, Buffer> {
  const isBig = exif.toString('latin1', 0, 2) === 'MM';
  const number = (at: number, size: 2 | 4) => (isBig ? exif.readUIntBE(at, size) : exif.readUIntLE(at, size));
  const tags = new Map<string, Buffer>();
  const read = (at: number, path: string): number => {
    const count = number(at, 2);
    const numbers = new Map<number, number>();
    for (let entry = at + 2; entry < at + 2 + count * 12; entry += 12) {
      const tag = number(entry, 2);
      const size = number(entry + 4, 4) * (SIZES[number(entry + 2, 2)] ?? 0);
      const place = size > 4 ? number(entry + 8, 4) : entry + 8;
      const key = `${path}/${tag.toString(16)}`;
      numbers.set(tag, number(entry + 8, 4));
      if ([0x8769, 0x8825, 0xa005].includes(tag)) read(number(place, 4), key);
      else if (tag !== 0x201) tags.set(key, exif.subarray(place, place + size));
    }
    const thumbnail = numbers.get(0x201);
    if (thumbnail !== undefined)
      tags.set(`${path}/201`, exif.subarray(thumbnail, thumbnail + (numbers.get(0x202) ?? 0)));
    return at + 2 + count * 12;
  };
  let index = 0;
  for (let at = number(4, 4); at !== 0;) at = number(read(at, String(index++)), 4);
  return tags;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
