import * as l10n from '@vscode/l10n';
import { closeSync, existsSync } from 'node:fs';
import { basename } from 'node:path';
import { openRegular, openSizedSync } from '../../files/regularFile';
import { fileSource, heldSource, type ByteSource, type Windows } from '../../media/text/byteSource';
import { readTexts } from '../../media/text/readTexts';
import { readStealthText } from '../../media/text/stealthText';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import { readImageRecord, recordPath } from '../imageRecord';
import { asFields } from './fields';
import type { Reading } from './generation';
import { imageInfo, readingsOf, type ImageInfo } from './imageInfo';
import { civitaiMetaReading } from './tools/civitai';

/**
 * Reads what a picture was made with out of its file: Exif, XMP, text chunks and comments, and only where these tell no
 * prompt, what is hidden in the pixels, and what Civitai says in the record beside it. Its content tells its format.
 * @throws Problem `unreadable`, also where the file is no picture
 */
export async function readImageInfo(path: string): Promise<ImageInfo> {
  try {
    const file = await openRegular(path);
    try {
      const source = fileSource(file, (await file.stat()).size);
      return await imageInfoOf(source, basename(path), () => recordReading(path));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw toProblem(error, basename(path));
  }
}

/**
 * `readImageInfo` that holds the thread while it reads: for a worker.
 * @param windows that no other reading uses meanwhile
 * @throws as `readImageInfo` does
 */
export async function readImageInfoHeld(path: string, windows: Windows): Promise<ImageInfo> {
  try {
    const { file, size } = openSizedSync(path);
    try {
      const beside = () => (existsSync(recordPath(path)) ? recordReading(path) : Promise.resolve(undefined));
      return await imageInfoOf(heldSource(file, size, windows), basename(path), beside);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw toProblem(error, basename(path));
  }
}

async function recordReading(picture: string): Promise<Reading | undefined> {
  const meta = asFields((await readImageRecord(picture))?.meta);
  return meta && civitaiMetaReading(meta, basename(recordPath(picture)));
}

/**
 * `readImageInfo` of bytes.
 * @param name the name of the file, for messages
 * @param beside what is known of the picture outside of its file, asked where that tells no prompt
 */
export async function imageInfoOf(
  source: ByteSource,
  name: string,
  beside: () => Promise<Reading | undefined> = () => Promise.resolve(undefined),
): Promise<ImageInfo> {
  const { format, texts, tooLarge } = await readTexts(source);
  if (!format)
    throw new Problem(
      'unreadable',
      l10n.t('{0} is no picture.', name),
      l10n.t('Its content is that of another file: download or save the picture again.'),
    );
  const readings = readingsOf(texts);
  if (readings.some(({ prompt }) => prompt !== undefined)) return imageInfo(readings, texts, tooLarge);
  const hidden = await readStealthText(source, format);
  if (hidden) return imageInfo([...readingsOf([hidden]), ...readings], [...texts, hidden], tooLarge);
  const known = await beside();
  return imageInfo(known ? [...readings, known] : readings, texts, tooLarge);
}
