import { nameIn, segmentsOf, type ExportEntry } from './exportFile';
import type { TransferModel } from './types';

/** Which entry of an export is of which model. */
export interface Matches {
  readonly matched: readonly { readonly entry: ExportEntry; readonly model: TransferModel }[];
  /** Entries that no model here fits. */
  readonly unmatched: readonly ExportEntry[];
  /** Entries that may mean several models, or models that several entries may mean: none is guessed. */
  readonly ambiguous: readonly ExportEntry[];
}

/**
 * Matches entries with models: by the path relative to the folder, also where the export has a longer one; else by
 * file name, and of several models of that name by size or SHA-256.
 * @param sha256Of what is known of a model's bytes; asked only where names and sizes do not tell
 */
export async function matchEntries(
  folder: string,
  entries: readonly ExportEntry[],
  models: readonly TransferModel[],
  sha256Of: (model: TransferModel) => Promise<string | undefined>,
): Promise<Matches> {
  const byPath = new Map(models.map((model) => [segmentsOf(nameIn(folder, model.path)).join('/'), model]));
  const pairs: { entry: ExportEntry; model: TransferModel }[] = [];
  const others: ExportEntry[] = [];
  for (const entry of entries) {
    const model = byWholePath(entry.key, byPath);
    if (model) pairs.push({ entry, model });
    else others.push(entry);
  }
  const matchedByPath = new Set(pairs.map(({ model }) => model));
  const byName = grouped(models, ({ path }) => segmentsOf(path).at(-1));
  const unmatched: ExportEntry[] = [];
  const ambiguous: ExportEntry[] = [];
  for (const entry of others) {
    const sameName = byName.get(segmentsOf(entry.key).at(-1)) ?? [];
    const model = await uniqueMatch(entry, sameName, sha256Of);
    // A model with an entry of its own is that entry's.
    if (model && !matchedByPath.has(model)) pairs.push({ entry, model });
    else (model || sameName.length === 0 ? unmatched : ambiguous).push(entry);
  }
  const matched: { entry: ExportEntry; model: TransferModel }[] = [];
  for (const [model, rivals] of grouped(pairs, (pair) => pair.model)) {
    const sized = rivals.length > 1 ? rivals.filter(({ entry }) => entry.size === model.size) : rivals;
    const [winner] = sized;
    if (winner && sized.length === 1) matched.push(winner);
    const lost = rivals.filter((pair) => sized.length !== 1 || pair !== winner).map(({ entry }) => entry);
    (sized.length === 1 ? unmatched : ambiguous).push(...lost);
  }
  return { matched, unmatched, ambiguous };
}

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** The model whose path, folder included, is the end of the entry's; the longest one. */
function byWholePath(key: string, byPath: ReadonlyMap<string, TransferModel>): TransferModel | undefined {
  const segments = segmentsOf(key);
  const whole = byPath.get(segments.join('/'));
  if (whole) return whole;
  for (let start = 1; start < segments.length - 1; start++) {
    const model = byPath.get(segments.slice(start).join('/'));
    if (model) return model;
  }
  return undefined;
}

/** The one model that an entry means of those with its file name; undefined where several may be meant. */
async function uniqueMatch(
  { size, metadata }: ExportEntry,
  sameName: readonly TransferModel[],
  sha256Of: (model: TransferModel) => Promise<string | undefined>,
): Promise<TransferModel | undefined> {
  if (sameName.length <= 1) return sameName[0];
  const sized = sameName.filter((model) => model.size === size);
  if (sized.length === 1) return sized[0];
  const wanted = metadata?.hash_sha256;
  if (wanted === undefined) return undefined;
  const hashes = await Promise.all(sameName.map(sha256Of));
  const same = sameName.filter((_model, index) => hashes[index] === wanted);
  return same.length === 1 ? same[0] : undefined;
}
