import { nsfwLevelOf, type NsfwLevel } from '../../civitai/nsfwLevel';
import type { ImageRecord } from '../../images/imageRecord';

const ALL = 31;

/** The bits of the words of Civitai's image API; X stands there for XXX as well. */
const OF_WORDS: Readonly<Record<NsfwLevel, number | undefined>> = {
  None: 1,
  Soft: 2,
  Mature: 4,
  X: 8,
  Blocked: 16,
};

/** The level of a picture by its record, as the one bit of the highest; undefined where it says none. */
export function highestLevel(record: Pick<ImageRecord, 'browsingLevel' | 'nsfwLevel'>): number | undefined {
  const { browsingLevel, nsfwLevel } = record;
  const bits = browsingLevel ?? (typeof nsfwLevel === 'number' ? nsfwLevel : undefined);
  if (bits !== undefined && Number.isInteger(bits) && (bits & ALL) > 0)
    return 1 << (31 - Math.clz32(bits & ALL));
  // The word is `None` also where an image was not rated, of which the number 0 tells.
  if (bits === 0 || typeof nsfwLevel !== 'string') return undefined;
  return OF_WORDS[nsfwLevelOf({ nsfwLevel })];
}
