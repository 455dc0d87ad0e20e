import { readdir } from 'node:fs/promises';
import { MODEL_EXTENSIONS } from '../../modelFile';

/** What lies beside the models of a folder. */
export interface Siblings {
  /**
   * The file with this name, or one that differs in upper and lower case or in how letters with accents are composed,
   * unless that one belongs to another model.
   * @param stem what the name shares with its model
   * @param ending the rest of the name
   * @returns its name as it is on the disk
   */
  find(stem: string, ending: string): string | undefined;
}

/** What lies in a folder. */
export type FolderListing = (folder: string) => Promise<Siblings>;

/** Lists each folder once; for the time of one run. */
export function folderListing(): FolderListing {
  const listings = new Map<string, Promise<Siblings>>();
  return (folder) => {
    const listed = listings.get(folder) ?? readdir(folder).then(siblingsOf, () => siblingsOf([]));
    listings.set(folder, listed);
    return listed;
  };
}

function siblingsOf(list: readonly string[]): Siblings {
  const names = new Set(list);
  const folded = new Map(list.map((name) => [fold(name), name]));
  return {
    find(stem, ending) {
      const exact = stem + ending;
      if (names.has(exact)) return exact;
      const similar = folded.get(fold(exact));
      if (similar === undefined) return undefined;
      const otherStem = similar.slice(0, similar.length - ending.length);
      const isOfOther =
        otherStem !== stem && [...MODEL_EXTENSIONS].some((extension) => names.has(otherStem + extension));
      return isOfOther ? undefined : similar;
    },
  };
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
