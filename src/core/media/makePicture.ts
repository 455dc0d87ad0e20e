import * as l10n from '@vscode/l10n';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { OutputInfo, Sharp } from 'sharp';
import { digestOf } from '../files/digest';
import { readRegular } from '../files/regularFile';
import { Problem } from '../problem/problem';
import { toProblem } from '../problem/toProblem';
import { openPicture } from './inspectPicture';
import { pictureFormat } from './pictureFormat';
import type { SharpLibrary } from './sharpBuild';

/**
 * How a picture gets its size: whole on a canvas, cut to the subject, or scaled to exactly this size and then cut to
 * `keep` around its centre.
 */
export type PictureFit =
  | { readonly kind: 'canvas' | 'subject'; readonly width: number; readonly height: number }
  | {
      readonly kind: 'exact';
      readonly width: number;
      readonly height: number;
      readonly keep?: readonly [width: number, height: number];
    };

export interface MakeOrder {
  readonly from: string;
  /** The SHA-256 that the file had when it was checked. */
  readonly digest: string;
  /** The PNG to write. */
  readonly to: string;
  readonly fit: PictureFit;
  /** `#rrggbb`, behind what is transparent and beside what is no square. */
  readonly background: string;
  /** The transparency is kept: the trainer takes it as a mask. */
  readonly keepAlpha: boolean;
  /** A grey picture of the same shape that is fitted in the same way. */
  readonly mask?: { readonly from: string; readonly digest: string; readonly to: string } | undefined;
}

/** Where the part that is kept lies in the scaled picture. */
interface Placed {
  readonly scaled: readonly [width: number, height: number];
  readonly cut?: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
}

/**
 * Makes the picture that is trained on: turned upright, 8-bit sRGB, of its final size, and without anything else that
 * stood in the file.
 * @throws Problem `changed_meanwhile` where the file is not the one that was checked, or why it cannot be written
 */
export async function makePicture(sharp: SharpLibrary, order: MakeOrder): Promise<void> {
  const { fit, background, keepAlpha, mask } = order;
  const picture = await openChecked(sharp, order.from, order.digest);
  const { width, height, hasAlpha, isGrey } = await sizeOf(picture);
  const upright = picture.clone().autoOrient();
  // The background would be made grey as well.
  if (isGrey) upright.pipelineColourspace('srgb');
  const flat = scaled(upright.flatten({ background }), fit, background);
  const colours = await finished(flat.toColourspace('srgb').removeAlpha()).toBuffer({
    resolveWithObject: true,
  });
  const placed = placeOf(fit, [width, height], colours.info);
  let png = colours.data;
  if (keepAlpha && hasAlpha) {
    const alpha = await fitted(picture.clone().autoOrient().extractChannel('alpha'), fit, placed);
    // The pixels themselves: a second picture in its file format would be joined as colours.
    png = await finished(sharp(png).joinChannel(alpha.data, { raw: rawOf(alpha.info) })).toBuffer();
  }
  await write(order.to, png);
  if (!mask) return;
  const grey = (await openChecked(sharp, mask.from, mask.digest))
    .autoOrient()
    .flatten({ background: '#000000' });
  const { data, info } = await fitted(grey.toColourspace('srgb').extractChannel(0), fit, placed);
  await write(mask.to, await finished(sharp(data, { raw: rawOf(info) }).toColourspace('b-w')).toBuffer());
}

async function openChecked(sharp: SharpLibrary, path: string, digest: string): Promise<Sharp> {
  const name = basename(path);
  const bytes = await readRegular(path).catch((error: unknown) => {
    throw toProblem(error, name);
  });
  const format = pictureFormat(bytes);
  if (format === undefined || digestOf(bytes) !== digest)
    throw new Problem(
      'changed_meanwhile',
      l10n.t('{0} was changed after it was checked.', name),
      l10n.t('Start again.'),
    );
  return openPicture(sharp, bytes, format);
}

async function sizeOf(picture: Sharp) {
  const { autoOrient, hasAlpha, space } = await picture.metadata();
  return { ...autoOrient, hasAlpha, isGrey: space === 'b-w' || space === 'grey16' };
}

function scaled(picture: Sharp, fit: PictureFit, background: string): Sharp {
  const { width, height } = fit;
  switch (fit.kind) {
    case 'canvas':
      return picture.resize(width, height, { fit: 'contain', background, kernel: 'lanczos3' });
    case 'subject':
      return picture.resize(width, height, { fit: 'cover', position: 'attention', kernel: 'lanczos3' });
    case 'exact': {
      const resized = picture.resize(width, height, { fit: 'fill', kernel: 'lanczos3' });
      const cut = fit.keep && centred([width, height], fit.keep);
      return cut ? resized.extract(cut) : resized;
    }
  }
}

function placeOf(fit: PictureFit, [width, height]: readonly [number, number], info: OutputInfo): Placed {
  if (fit.kind === 'canvas') return { scaled: [fit.width, fit.height] };
  if (fit.kind === 'exact')
    return {
      scaled: [fit.width, fit.height],
      ...(fit.keep && { cut: centred([fit.width, fit.height], fit.keep) }),
    };
  const scale = Math.max(fit.width / width, fit.height / height);
  const cover = [
    Math.max(fit.width, Math.round(width * scale)),
    Math.max(fit.height, Math.round(height * scale)),
  ] as const;
  const within = (offset: number | undefined, room: number) => Math.max(0, Math.min(room, -(offset ?? 0)));
  const left = within(info.cropOffsetLeft, cover[0] - fit.width);
  const top = within(info.cropOffsetTop, cover[1] - fit.height);
  return { scaled: cover, cut: { left, top, width: fit.width, height: fit.height } };
}

const centred = (
  [width, height]: readonly [number, number],
  [keptWidth, keptHeight]: readonly [number, number],
) => ({
  left: Math.floor((width - keptWidth) / 2),
  top: Math.floor((height - keptHeight) / 2),
  width: keptWidth,
  height: keptHeight,
});

/** One channel, fitted as its picture was; what lies beside the picture on its canvas is 0, and not trained. */
function fitted(
  channel: Sharp,
  fit: PictureFit,
  { scaled: [width, height], cut }: Placed,
): Promise<{ data: Buffer; info: OutputInfo }> {
  // Without the rings of Lanczos: a mask has hard edges.
  const resized = channel.resize(width, height, {
    fit: fit.kind === 'canvas' ? 'contain' : 'fill',
    // The channel is taken out after this, be it alpha or a colour.
    background: { r: 0, g: 0, b: 0, alpha: 0 },
    kernel: 'linear',
  });
  const placed = cut ? resized.extract(cut) : resized;
  return placed.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
}

const rawOf = ({ width, height, channels }: OutputInfo) => ({ width, height, channels });

const finished = (picture: Sharp): Sharp => picture.png({ compressionLevel: 6, palette: false });

async function write(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(path, bytes).catch((error: unknown) => {
    throw toProblem(error, basename(path));
  });
}
