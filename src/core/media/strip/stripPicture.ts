import * as l10n from '@vscode/l10n';
import { Problem } from '../../problem/problem';
import { pictureFormat, type PictureFormat } from '../pictureFormat';
import { bytesSource } from '../text/byteSource';
import { readTexts } from '../text/readTexts';
import { readStealthText } from '../text/stealthText';
import { stripBoxes } from './boxes';
import { stripGif } from './gif';
import { stripJpeg } from './jpeg';
import { stripPng } from './png';
import { stripWebp } from './webp';

/** Who takes texts out of pictures of each format. A BMP has no place for any. */
const STRIPPERS: Partial<Record<PictureFormat, (picture: Buffer) => Buffer>> = {
  png: stripPng,
  jpeg: stripJpeg,
  webp: stripWebp,
  gif: stripGif,
  avif: stripBoxes,
  heic: stripBoxes,
  bmp: (picture) => picture,
};

/** A picture without the texts that stood in its file. */
export interface StrippedPicture {
  readonly bytes: Buffer;
  /** A text is hidden in its pixels, too: it would go only if the picture were encoded again. */
  readonly hasHiddenText: boolean;
}

/**
 * Takes all text out of the bytes of a picture: generation parameters, Exif, XMP, comments. What shows stays bit for bit,
 * with its colour profile, how it is turned, and its animation. Its format is that of its bytes.
 * @throws Problem `bad_input` for another format, `unreadable` for one that is broken or cut off
 */
export async function stripPicture(picture: Buffer): Promise<StrippedPicture> {
  const format = pictureFormat(picture);
  const strip = format && STRIPPERS[format];
  if (!strip) throw notStripped();
  const bytes = strip(picture);
  const source = bytesSource(bytes);
  // What a reader still finds is not hidden from the user.
  const { texts, tooLarge } = await readTexts(source);
  if (texts.length > 0 || tooLarge) throw notStripped();
  return { bytes, hasHiddenText: (await readStealthText(source, format)) !== undefined };
}

const notStripped = () =>
  new Problem(
    'bad_input',
    l10n.t('Its texts cannot be taken out without encoding it again.'),
    l10n.t('That works for PNG, JPEG, WebP, GIF, AVIF and HEIC: save it as one of these first.'),
  );
