/**
 * How mature a picture is, in the words of Civitai's image API. It has one word for X and XXX; `Blocked` is for what it
 * never shows.
 */
export const NSFW_LEVELS = ['None', 'Soft', 'Mature', 'X', 'Blocked'] as const;
export type NsfwLevel = (typeof NSFW_LEVELS)[number];

/** The bits of each level: PG 1, PG-13 2, R 4, X 8 and XXX 16, Blocked 32. */
const BITS: Readonly<Record<NsfwLevel, number>> = { None: 1, Soft: 2, Mature: 4, X: 8 | 16, Blocked: 32 };

/** Everything that can be asked for. */
const ALL_BITS = 31;

/** The parameter `browsingLevel` that asks for these levels. @param levels undefined: all of them */
export const browsingLevel = (levels: readonly NsfwLevel[] | undefined): number =>
  levels === undefined ? ALL_BITS : levels.reduce((bits, level) => bits | BITS[level], 0) & ALL_BITS;

/** What the image API says of an image's level. */
interface Rated {
  /** The bits, several where it was rated more than once; 0 where it was not rated. */
  readonly browsingLevel?: number | undefined;
  /** `None` also where it was not rated. */
  readonly nsfwLevel?: unknown;
}

/** The level of an image; one that is unknown counts as mature. The number is believed before the word. */
export function nsfwLevelOf({ browsingLevel: bits, nsfwLevel }: Rated): NsfwLevel {
  const number = bits ?? (typeof nsfwLevel === 'number' ? nsfwLevel : undefined);
  if (number !== undefined)
    return [...NSFW_LEVELS].reverse().find((level) => (BITS[level] & number) !== 0) ?? 'Mature';
  return NSFW_LEVELS.find((level) => level === nsfwLevel) ?? 'Mature';
}
