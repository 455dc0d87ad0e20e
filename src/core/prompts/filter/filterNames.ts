import type { FilterGroup } from './filterWords';

/** The files of filter words, as they lie in the folder of the prompts or in one that the user chose. */
export const FILTER_FILES: Readonly<Record<FilterGroup, string>> = {
  sex: 'Filter_Sex.txt',
  clothes: 'Filter_Clothes.txt',
  etc: 'Filter_Etc.txt',
};

/** `filter-clothes.txt` and `Filter_Clothes.txt.txt` are Filter_Clothes.txt, too. */
function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[ _-]/g, '')
    .replace(/(?:\.txt)+$/, '.txt');
}

const PLAIN_NAMES: ReadonlySet<string> = new Set(Object.values(FILTER_FILES).map(plainName));

/** Whether a file is one of filter words by its name. */
export function isFilterFile(name: string): boolean {
  return PLAIN_NAMES.has(plainName(name));
}

/** The files of a group in a folder, the one that counts first: its own spelling, then that in another case. */
export function filterFilesOf(group: FilterGroup, names: readonly string[]): readonly string[] {
  const own = FILTER_FILES[group];
  const rank = (name: string) => (name === own ? 0 : name.toLowerCase() === own.toLowerCase() ? 1 : 2);
  return names
    .filter((name) => plainName(name) === plainName(own))
    .sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
}
