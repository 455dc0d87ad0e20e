import { readdir } from 'node:fs/promises';
import { isModelFile, stemOf } from '../../modelFile';

/**
 * What lies in a folder, found by name. Names that differ only in case, or in how an accent is written (NFC, or NFD on
 * the disks of macOS), are the same where no exact one is there: files come from other systems.
 */
export class Siblings {
  private readonly byFolded = new Map<string, string[]>();
  /** The stems of the models as they are written, by folded stem. */
  private readonly models = new Map<string, string[]>();
  private readonly stems = new Set<string>();

  constructor(names: readonly string[]) {
    for (const name of names) {
      add(this.byFolded, foldedName(name), name);
      if (!isModelFile(name)) continue;
      add(this.models, foldedName(stemOf(name)), name);
      this.stems.add(stemOf(name));
    }
  }

  /**
   * Finds files by the name of a model and an ending.
   * @param prefix the model's name, with or without its extension
   * @returns gives the name of the file with an ending, which is in lower case
   */
  of(prefix: string): (ending: string) => string | undefined {
    const start = foldedName(prefix);
    return (ending) => {
      const names = this.byFolded.get(start + ending) ?? [];
      return (
        names.find((name) => name === prefix + ending) ??
        names.find((name) => this.mayBeOf(prefix, name.slice(0, name.length - ending.length)))
      );
    };
  }

  /** Another model that would count the same files as its own: it differs in its extension. */
  rival(model: string): string | undefined {
    const stem = stemOf(model);
    const others = this.models.get(foldedName(stem)) ?? [];
    return others.find((name) => name !== model && this.mayBeOf(stem, stemOf(name)));
  }

  /** `Foo.json` is not of the model `foo` where there is a model `Foo`, too. */
  private mayBeOf(prefix: string, written: string): boolean {
    return written === prefix || !this.stems.has(written) || !this.stems.has(prefix);
  }
}

/** A name without its case and its form of accents. */
export function foldedName(name: string): string {
  return name.normalize('NFC').toLowerCase().normalize('NFC');
}

/** Whether two names are the same but for how their accents are written. */
export function isSameName(one: string, other: string): boolean {
  return one.trim().normalize('NFC') === other.trim().normalize('NFC');
}

/** Lists a folder; one that cannot be read has nothing in it. */
export type FolderListing = (folder: string) => Promise<Siblings>;

/** Lists each folder once; for the time of one run. */
export function folderListing(): FolderListing {
  const listings = new Map<string, Promise<Siblings>>();
  return (folder) => {
    const listed = listings.get(folder) ?? list(folder);
    listings.set(folder, listed);
    return listed;
  };
}

async function list(folder: string): Promise<Siblings> {
  return readdir(folder).then(
    (names) => new Siblings(names),
    () => new Siblings([]),
  );
}

function add(map: Map<string, string[]>, key: string, name: string): void {
  const names = map.get(key);
  if (names) names.push(name);
  else map.set(key, [name]);
}
