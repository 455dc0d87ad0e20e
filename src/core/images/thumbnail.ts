import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeFileAtomic } from '../files/atomicWrite';
import { PREVIEW_FOLDER } from '../files/folderNames';
import { readRegular } from '../files/regularFile';
import type { Pictures } from '../media/pictures';
import type { PictureBox } from '../media/pictureWorker';
import { isVideoName } from './imageEnding';

/** Where the thumbnail of a picture is: in `.previews` beside it, by the whole name, since two may differ in their endings. */
export const thumbnailPath = (picture: string): string =>
  join(dirname(picture), PREVIEW_FOLDER, `${basename(picture)}.jpg`);

/**
 * Makes the thumbnail of a picture; of a video, none.
 * @param picture absolute path
 * @param box pixels that it fits into
 * @returns its path; undefined where there is none
 * @throws Problem for what is no picture, or of reading and writing
 */
export async function makeThumbnail(
  picture: string,
  box: PictureBox,
  pictures: Pick<Pictures, 'preview'>,
): Promise<string | undefined> {
  if (isVideoName(picture)) return undefined;
  const { bytes, extension } = await pictures.preview(await readRegular(picture), box);
  // Without a library that draws pictures it is the picture itself: a second copy of it is of no use.
  if (extension !== '.jpg') return undefined;
  const path = thumbnailPath(picture);
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, bytes);
  return path;
}
