import type { Searched } from '../query/searched';

/** What can be picked to filter by, the most frequent first. */
export interface Facets {
  readonly baseModels: readonly string[];
  readonly types: readonly string[];
  readonly tags: readonly string[];
  readonly creators: readonly string[];
  readonly tools: readonly string[];
  readonly loras: readonly string[];
}

/** No form shows more. */
const MOST = 200;

type Values = (searched: Searched) => readonly (string | undefined)[];

const OF: Readonly<Record<keyof Facets, Values>> = {
  baseModels: ({ picture, owner }) => [picture.baseModel ?? owner?.baseModel],
  types: ({ owner }) => [owner?.type],
  tags: ({ picture, owner }) => [...new Set([...(picture.tags ?? []), ...(owner?.tags ?? [])])],
  creators: ({ picture, owner }) => [...new Set([picture.creator, owner?.creator])],
  tools: ({ picture }) => [picture.tool],
  loras: ({ picture }) => picture.loras ?? [],
};

export function facetsOf(searched: readonly Searched[]): Facets {
  const of = (key: keyof Facets) => mostFrequent(searched, OF[key]);
  return {
    baseModels: of('baseModels'),
    types: of('types'),
    tags: of('tags'),
    creators: of('creators'),
    tools: of('tools'),
    loras: of('loras'),
  };
}

function mostFrequent(searched: readonly Searched[], values: Values): string[] {
  const counts = new Map<string, number>();
  for (const one of searched)
    for (const value of values(one))
      if (value !== undefined && value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([name, count], [other, otherCount]) => otherCount - count || (name < other ? -1 : 1))
    .slice(0, MOST)
    .map(([name]) => name);
}
