import { PictureCache } from '../../core/media/pictureCache';
import type { Pictures } from '../../core/media/pictures';
import { SmallPictures } from '../../core/media/smallPictures';

/** A training has hundreds of pictures, each of them some 40 KB when it is small. */
const BOUNDS = { files: 5000, bytes: 512 * 2 ** 20 };

/** The small pictures that pages of trainings show. @param folder absolute */
export const trainingPictures = (folder: string, pictures: () => Promise<Pictures>): SmallPictures =>
  new SmallPictures(new PictureCache(folder, BOUNDS), pictures);
