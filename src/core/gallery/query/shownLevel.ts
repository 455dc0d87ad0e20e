import { highestLevel } from '../index/highestLevel';
import type { Searched } from './searched';

type Shown = Pick<Searched, 'picture' | 'owner'>;

/** Whether it shows a model as a whole: its card, or the picture on that. */
const standsForModel = ({ picture, owner }: Shown): boolean =>
  picture.kind === 'model' ||
  (owner?.preview !== undefined && owner.preview === picture.folder + picture.name);

/**
 * The level by which a picture is blurred and searched, as one bit: its own; of a model, and of a preview of which nothing
 * is known by itself, the highest of the model. Undefined where it is not known.
 */
export function shownLevel(shown: Shown): number | undefined {
  const { picture, owner } = shown;
  if (picture.kind !== 'model' && (picture.level !== undefined || !standsForModel(shown)))
    return picture.level;
  return highestLevel({ browsingLevel: owner?.level });
}

/** Whether it did not come from Civitai, so that no level is missing. */
export function isOwn(shown: Shown): boolean {
  const { picture, owner } = shown;
  return picture.imageId === undefined && (!standsForModel(shown) || owner?.versionId === undefined);
}
