/** Every format of pictures that is told from others, whether or not it can be read here. */
export type PictureFormat =
  'jpeg' | 'png' | 'webp' | 'bmp' | 'gif' | 'tiff' | 'avif' | 'heic' | 'jxl' | 'jp2' | 'psd' | 'svg' | 'raw';

/** Formats that can be read here: `heic` needs a decoder that is not free to give away. */
export const READABLE: ReadonlySet<PictureFormat> = new Set([
  'jpeg',
  'png',
  'webp',
  'bmp',
  'gif',
  'tiff',
  'avif',
]);

/** So many first bytes tell every format. */
export const FORMAT_BYTES = 512;

const SIGNATURES: readonly (readonly [format: PictureFormat, bytes: string])[] = [
  ['jpeg', '\xff\xd8\xff'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['gif', 'GIF87a'],
  ['gif', 'GIF89a'],
  // A camera's own format with the mark of a TIFF, which nothing but its maker's programs read in full.
  ['raw', 'II*\0\x10\0\0\0CR'],
  ['raw', 'FUJIFILMCCD-RAW'],
  ['tiff', 'II*\0'],
  ['tiff', 'MM\0*'],
  ['tiff', 'II+\0'],
  ['tiff', 'MM\0+'],
  ['jxl', '\xff\x0a'],
  ['jxl', '\0\0\0\x0cJXL \r\n\x87\n'],
  ['jp2', '\0\0\0\x0cjP  \r\n\x87\n'],
  ['psd', '8BPS'],
];

const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'heif']);

/** The format of a picture by its first bytes: names often lie. Undefined where they are no picture’s. */
export function pictureFormat(bytes: Uint8Array): PictureFormat | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, FORMAT_BYTES));
  const text = start.toString('latin1');
  const found = SIGNATURES.find(([, signature]) => text.startsWith(signature));
  if (found) return found[0];
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  if (text.startsWith('ftyp', 4)) return ofBrands(start, text);
  if (isBmp(start)) return 'bmp';
  return /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)?(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i.test(
    text,
  )
    ? 'svg'
    : undefined;
}

/** A box of brands: that of the file, then those that it can also be read as. */
function ofBrands(start: Buffer, text: string): PictureFormat | undefined {
  const end = Math.min(start.readUInt32BE(0), text.length);
  const brands = [text.slice(8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(text.slice(at, at + 4));
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  if (brands.some((brand) => HEIC_BRANDS.has(brand))) return 'heic';
  return brands[0] === 'crx ' ? 'raw' : undefined;
}

/** Two letters are no proof: the size of the header behind them must be one that exists. */
function isBmp(start: Buffer): boolean {
  if (start.length < 30 || start.toString('latin1', 0, 2) !== 'BM') return false;
  return [12, 16, 40, 52, 56, 64, 108, 124].includes(start.readUInt32LE(14));
}
