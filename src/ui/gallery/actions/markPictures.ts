import { basename } from 'node:path';
import type { GalleryCell } from '../../../core/gallery/engine';
import { setMarks } from '../../../core/gallery/marks/setMarks';
import { recordPath } from '../../../core/images/imageRecord';
import type { GalleryMarks } from '../../../protocol/gallery';
import { askForRoom } from '../../undo/askForRoom';
import type { GalleryFeature } from '../feature';
import { report } from './report';

/**
 * Sets favourite, rating and tags of pictures. The cells show it, so nothing else is said.
 * @returns the paths of those that could not be marked
 */
export async function markPictures(
  feature: GalleryFeature,
  cells: readonly GalleryCell[],
  marks: GalleryMarks,
): Promise<readonly string[]> {
  const paths = cells.filter(({ kind }) => kind !== 'model').map(({ path }) => path);
  const [first] = paths;
  if (first === undefined) return [];
  const changes = await feature.changes();
  await changes.makeRoomForFiles(paths.map(recordPath), askForRoom(feature.dialogs, feature.dateText));
  const { changed, failed } = await setMarks(paths, marks, changes.recorder('marks', basename(first)));
  await report(feature, undefined, { failed, touched: changed });
  return failed.map(({ path }) => path);
}
