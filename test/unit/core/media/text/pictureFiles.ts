import { crc32, deflateSync } from 'node:zlib';

/** A file made of nothing but what carries its texts: no reader of texts looks at the pixels. */

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

export function pngChunk(type: string, data: Buffer | string = ''): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(data)]);
  const bytes = Buffer.alloc(content.length + 8);
  bytes.writeUInt32BE(content.length - 4);
  content.copy(bytes, 4);
  bytes.writeUInt32BE(crc32(content), content.length + 4);
  return bytes;
}

export const pngFile = (...chunks: readonly Buffer[]): Buffer =>
  Buffer.concat([SIGNATURE, header(1, 1, 2), ...chunks, pngChunk('IEND')]);

function header(width: number, height: number, colours: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width);
  data.writeUInt32BE(height, 4);
  data.set([8, colours], 8);
  return pngChunk('IHDR', data);
}

/**
 * A PNG of pixels.
 * @param filter the filter of each row; its bytes must be those of the filter already
 */
export function pixelPng(
  width: number,
  height: number,
  channels: 3 | 4,
  rows: readonly Buffer[],
  filter = 0,
): Buffer {
  const data = Buffer.concat(rows.flatMap((row) => [Buffer.from([filter]), row]));
  return Buffer.concat([
    SIGNATURE,
    header(width, height, channels === 3 ? 2 : 6),
    pngChunk('IDAT', deflateSync(data)),
    pngChunk('IEND'),
  ]);
}

export const textChunk = (key: string, text: Buffer | string): Buffer =>
  pngChunk('tEXt', Buffer.concat([Buffer.from(`${key}\0`, 'latin1'), Buffer.from(text)]));

export interface Tag {
  readonly tag: number;
  readonly type?: number;
  readonly value: Buffer;
}

export const USER_COMMENT = 0x9286;

/** An Exif block with tags in IFD0 and in the Exif IFD. */
export function exif(order: 'II' | 'MM', first: readonly Tag[], second: readonly Tag[] = []): Buffer {
  const u16 = (value: number) => (order === 'II' ? [value & 255, value >> 8] : [value >> 8, value & 255]);
  const u32 = (value: number) => (order === 'II' ? [...u16(value & 0xffff), ...u16(value >>> 16)] : [...u16(value >>> 16), ...u16(value & 0xffff)]); // prettier-ignore
  const count = first.length + (second.length > 0 ? 1 : 0);
  const secondAt = 8 + 2 + count * 12 + 4;
  let dataAt = secondAt + (second.length > 0 ? 2 + second.length * 12 + 4 : 0);
  const data: Buffer[] = [];
  const entry = ({ tag, type = 7, value }: Tag): number[] => {
    const head = [...u16(tag), ...u16(type), ...u32(value.length)];
    if (value.length <= 4) return [...head, ...value, ...Array<number>(4 - value.length).fill(0)];
    data.push(value);
    dataAt += value.length;
    return [...head, ...u32(dataAt - value.length)];
  };
  const bytes = [
    ...Buffer.from(order),
    ...u16(42),
    ...u32(8),
    ...u16(count),
    ...first.flatMap(entry),
    ...(second.length > 0 ? [...u16(0x8769), ...u16(4), ...u32(1), ...u32(secondAt)] : []),
    ...u32(0),
    ...(second.length > 0 ? [...u16(second.length), ...second.flatMap(entry), ...u32(0)] : []),
  ];
  return Buffer.concat([Buffer.from(bytes), ...data]);
}

export const comment = (value: Buffer | string): Buffer =>
  exif('MM', [], [{ tag: USER_COMMENT, value: Buffer.from(value) }]);

export const utf16 = (text: string, order: 'le' | 'be'): Buffer =>
  order === 'le' ? Buffer.from(text, 'utf16le') : Buffer.from(text, 'utf16le').swap16();

export function jpegFile(...segments: readonly (readonly [marker: number, data: Buffer])[]): Buffer {
  const parts = segments.map(([marker, data]) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(data.length + 2, 2);
    return Buffer.concat([head, data]);
  });
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts, Buffer.from([0xff, 0xda, 0, 2, 0xff, 0xd9])]);
}

export const app1 = (exifBlock: Buffer) =>
  [0xe1, Buffer.concat([Buffer.from('Exif\0\0'), exifBlock])] as const;

export function riff(type: string, data: Buffer): Buffer {
  const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

export function webpFile(...chunks: readonly Buffer[]): Buffer {
  return riff('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks]));
}

export function box(type: string, ...content: readonly Buffer[]): Buffer {
  const head = Buffer.from(`\0\0\0\0${type}`, 'latin1');
  const bytes = Buffer.concat([head, ...content]);
  bytes.writeUInt32BE(bytes.length);
  return bytes;
}
