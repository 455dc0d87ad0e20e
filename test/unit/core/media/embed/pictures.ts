import sharp, { type Sharp } from 'sharp';
import { embedText } from '../../../../../src/core/media/embed/embedText';
import { exifOf, jpegSegment, partsOf, pngOf, pngText, webpOf, type Part } from './containers';

/** A small picture of many colours: nothing of it would survive being encoded again with loss. */
export function noise(width: number, height: number, channels: 3 | 4, seed = 1): Sharp {
  const data = Buffer.from(
    Array.from({ length: width * height * channels }, (_, i) => (i * 7919 * seed + ((i * i) % 251)) % 256),
  );
  return sharp(data, { raw: { width, height, channels } });
}

const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><r/></x:xmpmeta>';

/** With a profile, Exif and XMP. */
const rich = (picture: Sharp): Sharp =>
  picture
    .withIccProfile('p3')
    .withXmp(XMP)
    .withExif({ IFD0: { Make: 'Maker', Artist: 'somebody' }, IFD2: { LensModel: 'a lens' } });

/** The graph of ComfyUI in a WebP or JPEG. */
const comfy = (picture: Sharp): Sharp =>
  picture.withExif({ IFD0: { Model: 'prompt:{"3":{"inputs":{}}}', Make: 'workflow:{"nodes":[]}' } });

const PROMPT = pngText('prompt', '{"3": {"class_type": "KSampler", "inputs": {"seed": NaN}}}');
const WORKFLOW = pngText('workflow', '{"nodes": []}');

async function pngWith(picture: Sharp, insert: (chunks: Part[]) => Part[]): Promise<Buffer> {
  const chunks = partsOf(await picture.png().toBuffer());
  return pngOf(insert(chunks.filter(({ name }) => name !== 'behind')));
}

const beforePixels = (parts: readonly Part[], ...more: Part[]): Part[] => {
  const at = parts.findIndex(({ name }) => name === 'IDAT');
  return [...parts.slice(0, at), ...more, ...parts.slice(at)];
};

/** Three frames with timings of their own. */
async function apng(): Promise<Buffer> {
  const [first = [], ...others] = await Promise.all(
    [1, 2, 3].map(async (seed) => partsOf(await noise(7, 5, 4, seed).png().toBuffer())),
  );
  let sequence = 0;
  const control = (delay: number): Part => {
    const data = Buffer.alloc(26);
    for (const [index, value] of [sequence++, 7, 5].entries()) data.writeUInt32BE(value, index * 4);
    data.writeUInt16BE(delay, 20);
    data.writeUInt16BE(1000, 22);
    return { name: 'fcTL', data };
  };
  const frames = others.flatMap((parts, index) => [
    control(100 * (index + 2)),
    ...parts.flatMap(({ name, data }) => {
      if (name !== 'IDAT') return [];
      const number = Buffer.alloc(4);
      number.writeUInt32BE(sequence++);
      return { name: 'fdAT', data: Buffer.concat([number, data]) };
    }),
  ]);
  // Frames, and how often it is shown.
  const animation = { name: 'acTL', data: Buffer.from([0, 0, 0, 3, 0, 0, 0, 2]) };
  const head = beforePixels(first, animation);
  const still = head.filter(({ name }) => !['IEND', 'behind'].includes(name));
  const at = still.findIndex(({ name }) => name === 'IDAT');
  sequence = 0;
  const own = control(100);
  // The numbers of the other frames go on behind that of the first.
  const numbered = frames.map((part) => {
    const data = Buffer.from(part.data);
    data.writeUInt32BE(data.readUInt32BE(0) + 1, 0);
    return { ...part, data };
  });
  return pngOf([
    ...still.slice(0, at),
    own,
    ...still.slice(at),
    ...numbered,
    { name: 'IEND', data: Buffer.alloc(0) },
  ]);
}

async function animatedWebp(lossless: boolean): Promise<Buffer> {
  const frames = await Promise.all([1, 2, 3].map((seed) => noise(7, 5, 4, seed).png().toBuffer()));
  return sharp(frames, { join: { animated: true } })
    .webp({ delay: [100, 250, 33], loop: 2, lossless })
    .toBuffer();
}

/**
 * A second picture behind the first, as phones keep depth and brightness: CIPA DC-007.
 * @param exifBehind Exif stands behind the list of pictures; else there is none
 */
export async function multiPicture(exifBehind: boolean): Promise<Buffer> {
  const [plain, second] = await Promise.all([
    noise(16, 16, 3).jpeg().toBuffer(),
    noise(16, 16, 3, 2).jpeg().toBuffer(),
  ]);
  const made = exifBehind ? embedText(plain, 'old') : undefined;
  const first = made?.kind === 'embedded' ? made.picture : plain;
  const list = Buffer.alloc(4 + 8 + 2 + 3 * 12 + 4 + 32);
  list.write('MPF\0II*\0', 'latin1');
  const tiff = list.subarray(4);
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(3, 8);
  const entry = (index: number, tag: number, type: number, count: number) => {
    const at = 10 + index * 12;
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(count, at + 4);
    return at + 8;
  };
  tiff.write('0100', entry(0, 0xb000, 7, 4), 'latin1');
  tiff.writeUInt32LE(2, entry(1, 0xb001, 4, 1));
  tiff.writeUInt32LE(50, entry(2, 0xb002, 7, 32));
  tiff.writeUInt32LE(0x030000, 50);
  const firstLength = first.length + list.length + 4;
  tiff.writeUInt32LE(firstLength, 54);
  tiff.writeUInt32LE(second.length, 70);
  // Before the header of the list stand SOI, mark, length and name.
  tiff.writeUInt32LE(firstLength - 10, 74);
  return Buffer.concat([first.subarray(0, 2), jpegSegment(0xe2, list), first.subarray(2), second]);
}

/** Pictures of every kind that an infotext goes into. */
export const PICTURES: Readonly<Record<string, () => Promise<Buffer>>> = {
  'a PNG': () => noise(7, 5, 3).png().toBuffer(),
  'a PNG with profile, Exif and XMP': () =>
    rich(noise(7, 5, 4))
      .png()
      .toBuffer(),
  'a PNG with a palette': () => noise(16, 16, 4).png({ palette: true }).toBuffer(),
  'a PNG of 16 bits': () => noise(7, 5, 3).toColourspace('rgb16').png().toBuffer(),
  'a PNG of ComfyUI': () => pngWith(noise(7, 5, 3), (parts) => beforePixels(parts, PROMPT, WORKFLOW)),
  'a PNG with texts behind its pixels': () =>
    pngWith(noise(7, 5, 3), (parts) => [...parts.slice(0, -1), pngText('parameters', 'old'), WORKFLOW, ...parts.slice(-1)]), // prettier-ignore
  'a PNG with two texts and data behind it': async () =>
    Buffer.concat([
      await pngWith(noise(7, 5, 3), (parts) => beforePixels(parts, pngText('parameters', 'one'), PROMPT, pngText('parameters', 'two'))), // prettier-ignore
      Buffer.from('data of another program'),
    ]),
  'an animated PNG': apng,
  'a JPEG': () => noise(16, 16, 3).jpeg().toBuffer(),
  'a JPEG with Exif': () =>
    noise(16, 16, 3)
      .withExif({ IFD0: { Make: 'Maker' } })
      .jpeg()
      .toBuffer(),
  'a JPEG with a comment in its Exif': () =>
    noise(16, 16, 3)
      .withExif({ IFD0: { Make: 'Maker' }, IFD2: { UserComment: 'old', LensModel: 'a lens' } })
      .jpeg()
      .toBuffer(),
  'a progressive JPEG with profile, Exif and XMP': () =>
    rich(noise(40, 33, 3))
      .jpeg({ progressive: true })
      .toBuffer(),
  'a CMYK JPEG': () => noise(16, 16, 3).toColourspace('cmyk').jpeg().toBuffer(),
  'a grey JPEG': () => noise(16, 16, 3).toColourspace('b-w').jpeg().toBuffer(),
  'a JPEG with another one behind it': () => multiPicture(false),
  'a JPEG of ComfyUI': () =>
    comfy(noise(16, 16, 3))
      .jpeg()
      .toBuffer(),
  'a lossy WebP': () => noise(7, 5, 3).webp().toBuffer(),
  'a lossless WebP': () => noise(7, 5, 3).webp({ lossless: true }).toBuffer(),
  'a lossless WebP with alpha': () => noise(7, 5, 4).webp({ lossless: true }).toBuffer(),
  'a lossy WebP with alpha': () => noise(7, 5, 4).webp().toBuffer(),
  'a WebP of one pixel': () => noise(1, 1, 3).webp().toBuffer(),
  'a WebP with profile, Exif and XMP': () =>
    rich(noise(7, 5, 3))
      .webp()
      .toBuffer(),
  'a WebP with XMP alone': () => noise(7, 5, 3).withXmp(XMP).webp().toBuffer(),
  'a WebP of ComfyUI': () =>
    comfy(noise(7, 5, 3))
      .webp()
      .toBuffer(),
  'a WebP whose Exif has no name, as that of a JPEG has': async () =>
    webpOf(
      partsOf(
        await comfy(noise(7, 5, 3))
          .webp()
          .toBuffer(),
      )
        .filter(({ name }) => name !== 'behind')
        .map((part) => (part.name === 'EXIF' ? { name: 'EXIF', data: exifOf(part) } : part)),
    ),
  'an animated lossless WebP': () => animatedWebp(true),
  'an animated lossy WebP': () => animatedWebp(false),
};

/** All that a decoder tells of a picture: its pixels, frames, times, profile and size. */
export async function decoded(picture: Buffer) {
  const open = () => sharp(picture, { animated: true, failOn: 'warning' });
  const { data, info } = await open().raw().toBuffer({ resolveWithObject: true });
  const metadata = await open().metadata();
  return {
    ...metadata,
    pixels: data.toString('base64'),
    info,
    exif: undefined,
    comments: undefined,
    size: undefined,
  };
}
