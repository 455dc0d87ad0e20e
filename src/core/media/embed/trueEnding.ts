import * as l10n from '@vscode/l10n';
import { basename, extname } from 'node:path';
import { Problem } from '../../problem/problem';
import { pictureFormat, type PictureFormat } from '../pictureFormat';

/** The format that an ending promises. */
const PROMISED: Readonly<Record<string, PictureFormat>> = {
  '.png': 'png',
  '.apng': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.jpe': 'jpeg',
  '.jfif': 'jpeg',
  '.jif': 'jpeg',
  '.webp': 'webp',
  '.gif': 'gif',
  '.bmp': 'bmp',
  '.tif': 'tiff',
  '.tiff': 'tiff',
  '.avif': 'avif',
  '.heic': 'heic',
  '.heif': 'heic',
  '.jxl': 'jxl',
};

/**
 * Refuses a picture whose bytes are of another format than its name says: programs that go by the name would look for
 * the text in the wrong place. Any other name promises nothing.
 * @throws Problem `bad_input`
 */
export function requireTrueEnding(path: string, picture: Buffer): void {
  const promised = PROMISED[extname(path).toLowerCase()];
  const format = pictureFormat(picture);
  if (promised === undefined || format === undefined || format === promised) return;
  throw new Problem(
    'bad_input',
    l10n.t('{0} was left alone: by its content it is {1}.', basename(path), format.toUpperCase()),
    l10n.t('Rename it to the right ending and try again.'),
  );
}
