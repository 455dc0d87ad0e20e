/** The levels of Civitai in rising order, as they are written; their bits are 1, 2, 4, 8 and 16. */
export const LEVEL_NAMES = ['PG', 'PG-13', 'R', 'X', 'XXX'] as const;

const BITS = 31;

/** The highest level of some bits, as a place among the names; undefined where it is not known. */
export function levelRank(bits: number | undefined): number | undefined {
  if (bits === undefined || (bits & ~BITS) !== 0 || bits <= 0) return undefined;
  return 31 - Math.clz32(bits);
}

/** `PG`, `R`, …; `?` where it is not known. */
export function levelName(bits: number | undefined): string {
  const rank = levelRank(bits);
  return rank === undefined ? '?' : (LEVEL_NAMES[rank] ?? '?');
}

/** The place of a level by its name in any form: `pg13`, `PG-13`. */
export function rankOfName(name: string): number | undefined {
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const rank = LEVEL_NAMES.findIndex((known) => known.toLowerCase().replace('-', '') === letters);
  return rank < 0 ? undefined : rank;
}
