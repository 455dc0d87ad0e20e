import { basename, dirname, sep } from 'node:path';
import { fold } from '../query/fold';
import type { SearchedTexts } from '../query/searched';
import type { BatchTexts } from './indexFile';
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

/** So many take some milliseconds. */
const STEPS_AT_ONCE = 8;

/** The columns of texts. */
export const TEXTS = ['prompt', 'negative', 'words'] as const;

/**
 * All pictures that are known, in memory. Each has a number as long as the index lives, also when it is gone and comes
 * again; what changes of it is a new entry under that number.
 */
export class PictureIndex {
  private readonly texts: Readonly<Record<keyof SearchedTexts, TextColumn>> = {
    prompt: new TextColumn(),
    negative: new TextColumn(),
    words: new TextColumn(),
  };
  private readonly all: (IndexEntry | undefined)[] = [];
  private readonly numbers = new Map<string, Map<string, number>>();
  private readonly shared = new Map<string, string>();
  private changes = 0;
  private live = 0;

  /** Steps that set texts, in their order. */
  private later: (() => void)[] = [];

  /** The texts of all pictures; those that were left for later are there by then. */
  get columns(): Readonly<Record<keyof SearchedTexts, TextColumn>> {
    const steps = this.later;
    this.later = [];
    for (const step of steps) step();
    return this.texts;
  }

  /** Leaves texts for later. @param steps each calls `setTexts` */
  defer(steps: readonly (() => void)[]): void {
    this.later.push(...steps);
  }

  /** Sets some texts that were left for later. @returns whether there are more */
  settleSome(): boolean {
    for (const step of this.later.splice(0, STEPS_AT_ONCE)) step();
    return this.later.length > 0;
  }

  /** Sets texts of pictures that were left for later, in a step. */
  setTexts(ids: readonly number[], texts: BatchTexts): void {
    for (const key of TEXTS) this.texts[key].setMany(ids, texts[key].bytes, texts[key].lengths);
  }

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

  /** Takes a picture in, or what is new of it. @param entry is the index's from then on @returns its number */
  put(entry: IndexEntry, texts: TextBytes): number {
    const id = this.place(entry);
    const { columns } = this;
    for (const key of TEXTS) columns[key].set(id, texts[key]);
    return id;
  }

  /** `put` of a picture whose texts are set in their columns by the caller. */
  place(entry: IndexEntry): number {
    const id = this.numberOf(entry.folder, entry.name);
    if (this.all[id] === undefined) this.live++;
    this.all[id] = this.withShared(entry);
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

  private numberOf(folder: string, name: string): number {
    let names = this.numbers.get(folder);
    if (!names) {
      names = new Map<string, number>();
      this.numbers.set(this.share(folder), names);
    }
    const known = names.get(name);
    if (known !== undefined) return known;
    const id = this.all.length;
    this.all.push(undefined);
    names.set(name, id);
    return id;
  }

  /** Many pictures have the same folder, model or sampler: each of these texts is kept once. */
  private withShared(entry: IndexEntry): IndexEntry {
    // In place: a copy of each would be most of the work of opening an index.
    const own: { -readonly [Key in keyof IndexEntry]: IndexEntry[Key] } = entry;
    own.folder = this.share(own.folder);
    if (own.tool !== undefined) own.tool = this.share(own.tool);
    if (own.sampler !== undefined) own.sampler = this.share(own.sampler);
    if (own.model !== undefined) own.model = this.share(own.model);
    if (own.creator !== undefined) own.creator = this.share(own.creator);
    if (own.baseModel !== undefined) own.baseModel = this.share(own.baseModel);
    if (own.hashes !== undefined) own.hashes = this.share(own.hashes);
    if (own.loras) own.loras = own.loras.map((name) => this.share(name));
    if (own.tags) own.tags = own.tags.map((name) => this.share(name));
    return own;
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

/** Of a picture that is gone. */
export const NO_TEXTS: TextBytes = {
  prompt: new Uint8Array(),
  negative: new Uint8Array(),
  words: new Uint8Array(),
};
