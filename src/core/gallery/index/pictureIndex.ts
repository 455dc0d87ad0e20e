import { basename, dirname, sep } from 'node:path';
import { fold } from '../query/fold';
import type { SearchedTexts } from '../query/searched';
import type { IndexedPicture } from './indexedPicture';
import { TextColumn } from './textColumn';

/** A picture with what tells whether it is to be read again. */
export interface IndexEntry extends IndexedPicture {
  /** Size and time of the record beside it; undefined where there is none. */
  readonly record?: string | undefined;
  /** Of the reader that read it. */
  readonly reader: number;
}

/** The texts of a picture as they are searched: folded, as UTF-8. */
export type TextBytes = Readonly<Record<keyof SearchedTexts, Uint8Array>>;

/**
 * All pictures that are known, in memory. Each has a number as long as the index lives, also when it is gone and comes
 * again; what changes of it is a new entry under that number.
 */
export class PictureIndex {
  readonly columns: Readonly<Record<keyof SearchedTexts, TextColumn>> = {
    prompt: new TextColumn(),
    negative: new TextColumn(),
    words: new TextColumn(),
  };
  private readonly all: (IndexEntry | undefined)[] = [];
  private readonly numbers = new Map<string, Map<string, number>>();
  private readonly shared = new Map<string, string>();
  private changes = 0;
  private live = 0;

  /** Numbers run from 0 up to this one. */
  get end(): number {
    return this.all.length;
  }

  /** How many there are. */
  get count(): number {
    return this.live;
  }

  /** Grows with each change. */
  get version(): number {
    return this.changes;
  }

  /** Undefined where a picture is gone. */
  get(id: number): IndexEntry | undefined {
    return this.all[id];
  }

  /** The number of a picture, also of one that is gone. */
  idOf(path: string): number | undefined {
    const folder = dirname(path);
    return this.idIn(folder.endsWith(sep) ? folder : folder + sep, basename(path));
  }

  /** @param folder with a separator at the end */
  idIn(folder: string, name: string): number | undefined {
    return this.numbers.get(folder)?.get(name);
  }

  /** Numbers of the pictures that were ever in a folder. */
  idsIn(folder: string): Iterable<number> {
    return this.numbers.get(folder)?.values() ?? [];
  }

  /** All folders that have or had pictures, with a separator at the end. */
  folders(): Iterable<string> {
    return this.numbers.keys();
  }

  /** Takes a picture in, or what is new of it. @returns its number */
  put(entry: IndexEntry, texts: TextBytes): number {
    const known = this.idIn(entry.folder, entry.name);
    const id = known ?? this.add(entry.folder, entry.name);
    if (this.all[id] === undefined) this.live++;
    this.all[id] = this.withShared(entry);
    this.columns.prompt.set(id, texts.prompt);
    this.columns.negative.set(id, texts.negative);
    this.columns.words.set(id, texts.words);
    this.changes++;
    return id;
  }

  /** Replaces what is known of a picture that has the same texts as before. */
  alter(id: number, entry: IndexEntry): void {
    this.all[id] = this.withShared(entry);
    this.changes++;
  }

  remove(id: number): void {
    if (this.all[id] === undefined) return;
    this.all[id] = undefined;
    this.live--;
    this.changes++;
  }

  textsOf(id: number): TextBytes {
    const { prompt, negative, words } = this.columns;
    return { prompt: prompt.get(id), negative: negative.get(id), words: words.get(id) };
  }

  private add(folder: string, name: string): number {
    const id = this.all.length;
    this.all.push(undefined);
    const names = this.numbers.get(folder) ?? new Map<string, number>();
    this.numbers.set(this.share(folder), names);
    names.set(name, id);
    return id;
  }

  /** Many pictures have the same folder, model or sampler: each of these texts is kept once. */
  private withShared(entry: IndexEntry): IndexEntry {
    const shared: Record<string, unknown> = { ...entry };
    for (const key of ['folder', 'tool', 'sampler', 'model', 'creator', 'baseModel'] as const)
      if (entry[key] !== undefined) shared[key] = this.share(entry[key]);
    if (entry.loras) shared.loras = entry.loras.map((name) => this.share(name));
    if (entry.tags) shared.tags = entry.tags.map((name) => this.share(name));
    return shared as unknown as IndexEntry;
  }

  private share(text: string): string {
    const known = this.shared.get(text);
    if (known !== undefined) return known;
    this.shared.set(text, text);
    return text;
  }
}

/** The texts of a picture that was read, as they are searched. */
export function textBytes(
  picture: IndexedPicture,
  prompt: string | undefined,
  negative: string | undefined,
): TextBytes {
  const words = [picture.name, picture.model, ...(picture.tags ?? [])].join('\n');
  return {
    prompt: Buffer.from(fold(prompt ?? '')),
    negative: Buffer.from(fold(negative ?? '')),
    words: Buffer.from(fold(words)),
  };
}
