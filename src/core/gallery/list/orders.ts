import { fold } from '../query/fold';
import type { Searched } from '../query/searched';
import type { Usage } from './usage';
import type { Order } from './view';

type Compare = (one: Searched, other: Searched) => number;

const newest: Compare = ({ picture: one }, { picture: other }) =>
  other.mtimeMs - one.mtimeMs || compareTexts(one.folder + one.name, other.folder + other.name);

const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** A text by which names are in the order of their numbers: comparing it takes a tenth of the time of a collator. */
export const naturalKey = (name: string): string =>
  fold(name).replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(12, '0'));

/** Pictures, or cards of models, in an order. */
export function ordered<One extends Searched>(
  searched: readonly One[],
  order: Order,
  { seed, usage }: { readonly seed: number; readonly usage: () => Usage },
): One[] {
  switch (order) {
    case 'newest':
      return [...searched].sort(newest);
    case 'oldest':
      return [...searched].sort(
        (one, other) => one.picture.mtimeMs - other.picture.mtimeMs || newest(one, other),
      );
    case 'name':
      return byKey(searched, ({ picture }) => naturalKey(picture.name), compareTexts);
    case 'baseModel':
      // What is not known comes last.
      return byKey(
        searched,
        ({ picture, owner }) => naturalKey(picture.baseModel ?? owner?.baseModel ?? '\uffff'),
        compareTexts,
      );
    case 'mostUsed': {
      const counts = usage();
      return byKey(
        searched,
        (one) => usesOf(one, counts),
        (one, other) => other - one,
      );
    }
    case 'random':
      return byKey(
        searched,
        ({ picture }) => scrambled(picture.folder + picture.name, seed),
        (one, other) => one - other,
      );
  }
}

function byKey<One extends Searched, Key>(
  searched: readonly One[],
  keyOf: (one: One) => Key,
  compare: (one: Key, other: Key) => number,
): One[] {
  return searched
    .map((one) => ({ one, key: keyOf(one) }))
    .sort((a, b) => compare(a.key, b.key) || newest(a.one, b.one))
    .map(({ one }) => one);
}

/** How often the model that a picture shows was used, else the one that it was made with. */
const usesOf = ({ picture, owner }: Searched, usage: Usage): number =>
  owner ? usage.ofModel(owner) : usage.ofCheckpoint(picture);

/** A number that depends on each letter of a path and on a seed (FNV-1a). */
function scrambled(path: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < path.length; at++) hash = Math.imul(hash ^ path.charCodeAt(at), 0x01000193);
  // The last letters alone would leave neighbours beside each other.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return (hash ^ (hash >>> 15)) >>> 0;
}
