import type { Sharp } from 'sharp';
import { digestOf } from '../files/digest';
import { readRegular } from '../files/regularFile';
import { toProblem } from '../problem/toProblem';
import { profileName } from './colourProfile';
import { framesOfPng } from './frames';
import { LOOK_SIDE, lookOf } from './look';
import { decodeBmp } from './bmp';
import type { Inspected, PictureFacts, PictureFault } from './pictureFacts';
import { pictureFormat, READABLE, type PictureFormat } from './pictureFormat';
import type { SharpLibrary } from './sharpBuild';

/** What Pillow, and with it the trainer, refuses as an attack on the memory. */
export const MOST_PIXELS = 178_956_970;

/** Reads one picture to its last pixel. Never throws for what is in the file. */
export async function inspectPicture(sharp: SharpLibrary, path: string): Promise<Inspected> {
  let bytes: Buffer;
  try {
    bytes = await readRegular(path);
  } catch (error) {
    return fault('unreadable', toProblem(error, '').message.trim());
  }
  const format = pictureFormat(bytes);
  if (format === undefined) return fault('no_picture', '');
  if (!READABLE.has(format)) return fault('unsupported', '', format);
  try {
    return { ok: true, facts: await factsOf(sharp, bytes, format) };
  } catch (error) {
    // This ends the thread, and the next picture gets a new one.
    if (isTrap(error)) throw error;
    const detail = (error instanceof Error ? error.message : '').split('\n')[0] ?? '';
    return fault(/pixel limit|dimensions/i.test(detail) ? 'too_large' : 'damaged', detail, format);
  }
}

const fault = (kind: PictureFault, detail: string, format?: PictureFormat): Inspected => ({
  ok: false,
  fault: kind,
  detail: detail.slice(0, 200),
  ...(format && { format }),
});

/** WebAssembly that has trapped cannot go on. */
export const isTrap = (error: unknown): boolean => error instanceof Error && error.name === 'RuntimeError';

/** A picture of any readable format, opened but not decoded yet; only the first frame of several. */
export function openPicture(sharp: SharpLibrary, bytes: Buffer, format: PictureFormat): Sharp {
  if (format === 'bmp') {
    const { data, width, height } = decodeBmp(bytes, MOST_PIXELS);
    return sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: MOST_PIXELS });
  }
  return sharp(bytes, { failOn: 'error', limitInputPixels: MOST_PIXELS, sequentialRead: true });
}

async function factsOf(sharp: SharpLibrary, bytes: Buffer, format: PictureFormat): Promise<PictureFacts> {
  const picture = openPicture(sharp, bytes, format);
  const found = await picture.metadata();
  const { width, height } = found.autoOrient;
  const rgb = await picture
    .clone()
    .autoOrient()
    .flatten({ background: '#808080' })
    .resize(LOOK_SIDE, LOOK_SIDE, { fit: 'fill', kernel: 'linear' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
  const profile = found.icc && profileName(found.icc);
  const frames = format === 'png' ? framesOfPng(bytes) : (found.pages ?? 1);
  return {
    format,
    width,
    height,
    digest: digestOf(bytes),
    orientation: found.orientation ?? 1,
    transparent: found.hasAlpha && (await isTransparent(picture)),
    bits: found.depth === 'uchar' ? 8 : 16,
    space: found.space,
    ...(profile !== undefined && !/srgb/i.test(profile) && { profile }),
    frames,
    look: lookOf(rgb, width, height),
  };
}

/** Many pictures have an alpha channel and not one pixel that can be seen through. */
async function isTransparent(picture: Sharp): Promise<boolean> {
  const alpha = await picture.clone().extractChannel('alpha').toColourspace('b-w').raw().toBuffer();
  for (const value of alpha) if (value < 255) return true;
  return false;
}
