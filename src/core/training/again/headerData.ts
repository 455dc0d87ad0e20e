import { json, object } from '../../models/header/metadataJson';
import { datasets } from '../../models/header/trainerFacts';
import type { Subset } from '../job/trainingFile';

type Metadata = Readonly<Record<string, string>>;

/** More would fill the file; what a header lists beyond it is said to be left out. */
const MOST_FOLDERS = 50;
const MOST_CHARACTERS = 200;
/** The folder of repeats, as the trainer takes it. */
const REPEATED = /^\d{1,6}_(.+)$/s;

/** The folders that a LoRA was trained on. Headers have their names alone, or paths of another machine. */
export function headerSubsets(metadata: Metadata): Subset[] {
  const named = [
    ...foldersIn(json(metadata, 'ss_dataset_dirs'), false),
    ...foldersIn(json(metadata, 'ss_reg_dataset_dirs'), true),
  ];
  const found = named.length > 0 ? named : datasets(metadata).flatMap(ofDataset);
  const known = new Set<string>();
  return found.filter(({ folder }) => !known.has(folder) && known.add(folder)).slice(0, MOST_FOLDERS);
}

function foldersIn(folders: Record<string, unknown> | undefined, regularization: boolean): Subset[] {
  return Object.entries(folders ?? {}).flatMap(([name, facts]) =>
    subsetOf(name, object(facts).n_repeats, regularization),
  );
}

function ofDataset(dataset: Readonly<Record<string, unknown>>): Subset[] {
  const subsets: unknown[] = Array.isArray(dataset.subsets) ? dataset.subsets : [];
  return subsets
    .map(object)
    .flatMap(({ image_dir: folder, num_repeats: repeats, is_reg: isReg }) =>
      typeof folder === 'string' ? subsetOf(folder, repeats, isReg === true) : [],
    );
}

function subsetOf(path: string, repeats: unknown, regularization: boolean): Subset[] {
  const folder = path.split(/[\\/]/).filter(Boolean).at(-1)?.trim().slice(0, MOST_CHARACTERS) ?? '';
  if (folder === '' || folder === '.' || folder === '..') return [];
  const [, className] = REPEATED.exec(folder) ?? [];
  const isCount =
    typeof repeats === 'number' && Number.isInteger(repeats) && repeats >= 1 && repeats <= 100_000;
  return [
    {
      folder,
      ...(isCount && { repeats }),
      ...(className !== undefined && { class: className.trim() }),
      ...(regularization && { regularization }),
    },
  ];
}

/** The word that stands in all captions of a LoRA, where there is just one such: its trigger, most likely. */
export function wordOfAllCaptions(metadata: Metadata): string | undefined {
  const folders = Object.values(json(metadata, 'ss_tag_frequency') ?? {}).map(object);
  const counts = new Map<string, number>();
  for (const [tag, count] of folders.flatMap((folder) => Object.entries(folder)))
    if (typeof count === 'number' && Number.isFinite(count))
      counts.set(tag.trim(), (counts.get(tag.trim()) ?? 0) + count);
  const [first, second] = [...counts].sort(([, one], [, other]) => other - one);
  if (!first || first[0] === '' || first[0].length > MOST_CHARACTERS) return undefined;
  return second === undefined || second[1] < first[1] ? first[0] : undefined;
}
