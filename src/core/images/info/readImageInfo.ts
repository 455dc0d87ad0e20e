import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { openRegular } from '../../files/regularFile';
import { fileSource, type ByteSource } from '../../media/text/byteSource';
import { readTexts } from '../../media/text/readTexts';
import { readStealthText } from '../../media/text/stealthText';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import { imageInfo, readingsOf, type ImageInfo } from './imageInfo';

/**
 * Reads what a picture was made with out of its file: Exif, XMP, text chunks and comments, and only where these say
 * nothing, what is hidden in the pixels. Its content tells its format.
 * @throws Problem `unreadable`, also where the file is no picture
 */
export async function readImageInfo(path: string): Promise<ImageInfo> {
  try {
    const file = await openRegular(path);
    try {
      return await imageInfoOf(fileSource(file, (await file.stat()).size), basename(path));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw toProblem(error, basename(path));
  }
}

/**
 * `readImageInfo` of bytes.
 * @param name the name of the file, for messages
 */
export async function imageInfoOf(source: ByteSource, name: string): Promise<ImageInfo> {
  const { format, texts } = await readTexts(source);
  if (!format)
    throw new Problem(
      'unreadable',
      l10n.t('{0} is no picture.', name),
      l10n.t('Its content is that of another file: download or save the picture again.'),
    );
  const readings = readingsOf(texts);
  if (readings.length > 0) return imageInfo(readings, texts);
  const hidden = await readStealthText(source, format);
  return hidden ? imageInfo(readingsOf([hidden]), [...texts, hidden]) : imageInfo([], texts);
}
