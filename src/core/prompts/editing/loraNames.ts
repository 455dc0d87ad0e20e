import { distance } from 'fastest-levenshtein';

/** A model that prompts can call by `<lora:…>`, with all its names. */
export interface CallableLora<Model> {
  readonly model: Model;
  /** Path relative to its folder, forward slashes. */
  readonly relativePath: string;
  /** Other names that mean it: `ss_output_name`, its title. */
  readonly aliases: readonly string[];
  /** Whether it is offered as the nearest name. */
  readonly offered: boolean;
}

/** A name that a mistyped one may have meant. */
export interface NearName {
  readonly name: string;
  /** Of the letters that differ, 0 to 1. */
  readonly difference: number;
}

/** With a larger share of differing letters it is another name. */
const MAX_DIFFERENCE = 0.4;
/** Where one name contains the other, only this share of their difference counts. */
const CONTAINED_SHARE = 0.5;
const MIN_CONTAINED = 3;
/** A longer name is not compared: it cannot be a misspelt name of a model. */
const MAX_NAME = 300;
/** Names that cannot be written in a tag. */
const UNWRITABLE = /[<>:]/;

/** The name that a prompt calls a file by: without folder and extension. */
export function loraName(relativePath: string): string {
  const file = relativePath.slice(relativePath.lastIndexOf('/') + 1);
  const dot = file.lastIndexOf('.');
  return dot > 0 ? file.slice(0, dot) : file;
}

/** Whether a tag can hold the name. */
export function isWritable(name: string): boolean {
  return name.trim() !== '' && !UNWRITABLE.test(name);
}

/** Finds what the names in tags mean, as web UIs do: a file's name before an alias, letter for letter before any case. */
export class LoraNames<Model> {
  private readonly tables: readonly ReadonlyMap<string, readonly CallableLora<Model>[]>[];
  /** The names that are offered, each with its letters as `plain` makes them. */
  private readonly offered: readonly (readonly [name: string, letters: string])[];
  private readonly known = new Map<string, readonly NearName[]>();

  constructor(loras: Iterable<CallableLora<Model>>) {
    const all = [...loras];
    const byName = grouped(all, (lora) => [loraName(lora.relativePath)]);
    const byAlias = grouped(all, ({ aliases }) => aliases);
    this.tables = [byName, byAlias, inAnyCase(byName), inAnyCase(byAlias)];
    this.offered = [...byName]
      .filter(([name, models]) => isWritable(name) && models.some(({ offered }) => offered))
      .map(([name]) => [name, plain(name)]);
  }

  /** Whether there is anything that a prompt can call. */
  get hasLoras(): boolean {
    return this.offered.length > 0;
  }

  /** The models that a name in a tag means: several where folders have files of the same name, none where it is unknown. */
  resolve(name: string): readonly Model[] {
    const slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
    const key = name.slice(slash + 1);
    const folder = name
      .slice(0, slash + 1)
      .replaceAll('\\', '/')
      .toLowerCase();
    const keys = [key, key, key.toLowerCase(), key.toLowerCase()];
    for (const [index, table] of this.tables.entries()) {
      const found = (table.get(keys[index] ?? key) ?? []).filter(
        // Some tools name the folders, too.
        ({ relativePath }) => folder === '' || inFolder(relativePath.toLowerCase(), folder),
      );
      if (found.length > 0) return found.map(({ model }) => model);
    }
    return [];
  }

  /** The names of files that are most like a name, the nearest first. */
  nearest(name: string, limit = 5): readonly NearName[] {
    let near = this.known.get(name);
    if (!near) {
      near = this.findNearest(name);
      this.known.set(name, near);
    }
    return near.slice(0, limit);
  }

  private findNearest(name: string): NearName[] {
    const letters = plain(name);
    if (letters === '' || letters.length > MAX_NAME) return [];
    return this.offered
      .map(([offered, itsLetters]) => ({ name: offered, difference: difference(letters, itsLetters) }))
      .filter((near) => near.difference <= MAX_DIFFERENCE)
      .sort((a, b) => a.difference - b.difference || (a.name < b.name ? -1 : 1));
  }
}

/** A name without what is easily mistyped: case, spaces, underscores, points, the extension of its file. */
function plain(name: string): string {
  const stem = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  return stem
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\.(?:safetensors|sft|ckpt|pt|pth|bin)$/, '')
    .replace(/[\s_.-]+/g, ' ')
    .trim();
}

function difference(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  const shorter = Math.min(a.length, b.length);
  if (contains(a, b) || contains(b, a)) return (CONTAINED_SHARE * (longer - shorter)) / longer;
  // At least that many letters differ: this alone rules out most names.
  if (longer - shorter > MAX_DIFFERENCE * longer) return 1;
  return distance(a, b) / longer;
}

/** Whether a name has another one in it: as whole words, or enough of its letters. */
function contains(name: string, part: string): boolean {
  return ` ${name} `.includes(part.length >= MIN_CONTAINED ? part : ` ${part} `);
}

function inFolder(path: string, folder: string): boolean {
  const within = path.slice(0, path.lastIndexOf('/') + 1);
  return within === folder || within.endsWith(`/${folder}`);
}

function grouped<Model>(
  loras: readonly CallableLora<Model>[],
  names: (lora: CallableLora<Model>) => readonly string[],
): Map<string, CallableLora<Model>[]> {
  const byName = new Map<string, CallableLora<Model>[]>();
  for (const lora of loras) {
    for (const name of new Set(names(lora))) {
      const same = byName.get(name);
      if (same) same.push(lora);
      else byName.set(name, [lora]);
    }
  }
  return byName;
}

function inAnyCase<Model>(
  names: ReadonlyMap<string, readonly CallableLora<Model>[]>,
): Map<string, CallableLora<Model>[]> {
  const byName = new Map<string, CallableLora<Model>[]>();
  for (const [name, loras] of names) {
    const key = name.toLowerCase();
    byName.set(key, [...(byName.get(key) ?? []), ...loras]);
  }
  return byName;
}
