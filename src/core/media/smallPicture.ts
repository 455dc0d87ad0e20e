import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { readRegular } from '../files/regularFile';
import { Problem } from '../problem/problem';
import { toProblem } from '../problem/toProblem';
import { isTrap, openPicture } from './inspectPicture';
import type { PictureBox } from './pictureWorker';
import { pictureFormat, READABLE, type PictureFormat } from './pictureFormat';
import type { SharpLibrary } from './sharpBuild';

/** Formats by the names that users know them by, where these are not their letters. */
const NAMES: Partial<Record<PictureFormat, string>> = {
  jxl: 'JPEG XL',
  jp2: 'JPEG 2000',
  raw: 'a raw photo',
};

/**
 * A small JPEG of a picture file: its first frame, turned upright, in sRGB, white behind what is transparent.
 * @param path absolute; its content tells its format
 * @throws Problem that says why there is none
 */
export async function smallPicture(
  sharp: SharpLibrary | undefined,
  path: string,
  { width, height }: PictureBox,
): Promise<Buffer> {
  const name = basename(path);
  const bytes = await readRegular(path).catch((error: unknown) => {
    throw toProblem(error, name);
  });
  const format = pictureFormat(bytes);
  if (bytes.length === 0) throw unreadable(l10n.t('{0} is empty.', name));
  if (format === undefined) throw unreadable(l10n.t('{0} is no picture.', name));
  if (!READABLE.has(format)) throw undecoded(name, format);
  if (!sharp) throw withoutSharp();
  try {
    return await openPicture(sharp, bytes, format)
      .autoOrient()
      .resize(width, height, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .jpeg({ quality: 80 })
      .toBuffer();
  } catch (error) {
    // This ends the thread, and the next picture gets a new one.
    if (isTrap(error)) throw error;
    const detail = (error instanceof Error ? (error.message.split('\n')[0] ?? '') : '').slice(0, 200);
    if (/pixel limit|dimensions/i.test(detail))
      throw unreadable(l10n.t('{0} has more pixels than can be read here.', name));
    throw unreadable(l10n.t('{0} is damaged or not whole ({1}).', name, detail));
  }
}

const unreadable = (message: string) =>
  new Problem('unreadable', message, l10n.t('Make or download it again.'));

const undecoded = (name: string, format: PictureFormat) =>
  new Problem(
    'unreadable',
    l10n.t('{0} is {1}, which nothing here decodes.', name, NAMES[format] ?? format.toUpperCase()),
    l10n.t('Open it with another program, or save it as PNG, JPEG or WebP.'),
  );

const withoutSharp = () =>
  new Problem(
    'unreadable',
    l10n.t('Pictures cannot be read: the library “sharp” does not run on this system.'),
    l10n.t('Install the extension for this system, or a newer version of the system.'),
  );
