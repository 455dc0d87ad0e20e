import * as l10n from '@vscode/l10n';
import { answerCalls } from '../threads/workerSide';
import { notAPicture } from './notAPicture';
import { loadSharp, safeBuilds, type SharpBuild, type SharpLibrary } from './sharpBuild';
import { smallPicture } from './smallPicture';
import { sniffPicture } from './sniff';

/** The sides of a stored preview. */
const PREVIEW_BOX: PictureBox = { width: 512, height: 512 };
/** A picture that claims more pixels is an attack on the memory or not for us. */
const MAX_PIXELS = 100_000_000;

export interface PictureRequest {
  /** A picture of any format, or the absolute path of one. */
  readonly picture: Uint8Array | string;
  /** The builds of `sharp` to try; without them, those that are safe in this program. */
  readonly builds?: readonly SharpBuild[] | undefined;
  /** What it is to fit into, in pixels; by default what suits a preview. */
  readonly box?: PictureBox | undefined;
}

/** The most pixels of each side. */
export interface PictureBox {
  readonly width: number;
  readonly height: number;
}

/** A picture that is ready to be written beside a model. */
export interface PreviewPicture {
  readonly bytes: Uint8Array;
  /** With the dot: `.jpg`, or the picture's own where it could not be converted here. */
  readonly extension: string;
}

async function makeSmall({ picture, builds, box = PREVIEW_BOX }: PictureRequest): Promise<PreviewPicture> {
  const sharp = await loadSharp(builds ?? safeBuilds(process));
  if (typeof picture === 'string')
    return { bytes: await smallPicture(sharp, picture, box), extension: '.jpg' };
  return makePreview(sharp, picture, box);
}

async function makePreview(
  sharp: SharpLibrary | undefined,
  bytes: Uint8Array,
  box: PictureBox,
): Promise<PreviewPicture> {
  const extension = sniffPicture(bytes);
  if (extension === undefined) throw notAPicture(l10n.t('unknown format'));
  // Without the library a picture is kept as it came: every browser shows these formats.
  if (!sharp) return { bytes, extension };
  try {
    const jpeg = await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .rotate()
      .resize(box.width, box.height, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 85 })
      .toBuffer();
    return { bytes: jpeg, extension: '.jpg' };
  } catch (error) {
    // WebAssembly that has trapped cannot go on: this ends the thread, and the next picture gets a new one.
    if (error instanceof Error && error.name === 'RuntimeError') throw error;
    throw notAPicture(error instanceof Error ? error.message : l10n.t('unknown'));
  }
}

answerCalls<PictureRequest, PreviewPicture>(makeSmall);
