import { stat } from 'node:fs/promises';
import { basename, dirname, sep } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { isInside, withoutNested } from '../../files/expandPath';
import { isWalked, SKIPPED_FOLDERS } from '../../files/folderNames';
import { pictureOfRecord, RECORD_ENDING } from '../../images/imageRecord';
import { findPictures, isGalleryFile, statPicture, type FoundPicture } from './findPictures';
import { IndexFile, type IndexLine } from './indexFile';
import { isMarked, pathOf } from './indexedPicture';
import { LostMarks, type FoundMarks } from './lostMarks';
import { NO_TEXTS, PictureIndex, textBytes, type IndexEntry } from './pictureIndex';
import { READER, readPicture } from './readPicture';
import { needsDigest, wholeDigest } from './wholeDigest';

/** How far it is read what pictures were made with. */
export interface IndexProgress {
  readonly done: number;
  readonly of: number;
}

export interface IndexerOptions {
  /** Absolute path of the folder in which indexes are kept; undefined: nothing outlives the process. */
  readonly cacheFolder: string | undefined;
  /** Called when something has changed, now and then while much does. */
  readonly onChange?: (progress: IndexProgress | undefined, found: readonly FoundMarks[]) => void;
  /** For tests of a newer reader. */
  readonly reader?: number;
  /** For tests that hold the reading up. */
  readonly read?: typeof readPicture;
}

/** So many are read at a time: more would only keep the disk from others. */
const READS_AT_A_TIME = 4;
/** So many are written at once. */
const LINES_AT_ONCE = 100;

/** The index of all pictures below some folders, kept on the disk, one file a folder. */
export class Indexer {
  readonly index = new PictureIndex();
  private readonly files = new Map<string, IndexFile | undefined>();
  private readonly lost = new LostMarks();
  private readonly reader: number;
  private pending: { readonly file: IndexFile | undefined; readonly line: IndexLine }[] = [];
  private found: FoundMarks[] = [];
  private progress: IndexProgress | undefined;

  constructor(private readonly options: IndexerOptions) {
    this.reader = options.reader ?? READER;
  }

  /** How far a refresh is; undefined while none is under way. */
  get indexing(): IndexProgress | undefined {
    return this.progress;
  }

  /**
   * Reads what is known of some folders from earlier runs; the disk is not looked at. Folders in folders that are
   * known are known already.
   * @param roots absolute paths
   */
  async open(roots: readonly string[]): Promise<void> {
    for (const root of withoutNested(roots)) {
      if (this.isKnown(root)) continue;
      const file =
        this.options.cacheFolder === undefined ? undefined : new IndexFile(this.options.cacheFolder, root);
      this.files.set(root, file);
      const before = this.index.count;
      const steps = file?.load(
        (entry, isGone) => this.load(entry, isGone),
        (ids, texts) => this.index.setTexts(ids, texts),
      );
      this.index.defer(steps ?? []);
      if (file?.isOld(this.index.count - before))
        await file.rewrite(this.linesOf(root)).catch(() => undefined);
    }
  }

  /**
   * Has these folders in place of those before. Pictures that are in none of them are not known any more, but what was
   * read of them stays on the disk for another time. Not to be called while a refresh is under way.
   * @param roots absolute paths
   */
  async setRoots(roots: readonly string[]): Promise<void> {
    const before = this.roots;
    const kept = withoutNested(roots);
    const left = before.filter((root) => !kept.includes(root));
    for (const root of left) this.files.delete(root);
    for (const folder of this.index.folders())
      if (!kept.some((root) => isInside(folder, root)))
        for (const id of this.index.idsIn(folder)) this.index.remove(id);
    await this.open(kept);
    // A folder around one that is left, or inside it, takes over pictures of which its own file knows nothing.
    for (const root of kept)
      if (!before.includes(root) && left.some((one) => isInside(one, root) || isInside(root, one)))
        await this.files.get(root)?.rewrite(this.linesOf(root)).catch(() => undefined); // prettier-ignore
  }

  /** The folders that are indexed. */
  get roots(): readonly string[] {
    return [...this.files.keys()];
  }

  /**
   * Looks for what is new, has changed or has gone, and reads it. What was read until it is ended stays.
   * @param paths absolute paths of pictures, records or folders; undefined for all
   * @param signal ends it, without an error
   */
  async refresh(paths?: readonly string[], signal?: AbortSignal): Promise<void> {
    const found: FoundPicture[] = [];
    await this.settle();
    try {
      for (const path of paths ?? this.roots) await this.look(path, found, signal);
      // One may be found by several paths: with its record, say.
      const toRead = [...new Map(found.map((picture) => [picture.folder + picture.name, picture])).values()];
      this.progress = toRead.length > 0 ? { done: 0, of: toRead.length } : undefined;
      // What is gone is known by now, however long the rest takes.
      this.changed();
      await this.readAll(toRead, signal);
      if (!signal?.aborted) await this.compare(signal);
    } finally {
      this.progress = undefined;
      await this.write();
      this.changed();
    }
  }

  /** Reads texts that were left for later, and lets others have their turn meanwhile. */
  async settle(): Promise<void> {
    while (this.index.settleSome()) await turn();
  }

  /** What is known of a picture; undefined for what is not in the index. */
  entry(path: string): IndexEntry | undefined {
    const id = this.index.idOf(path);
    return id === undefined ? undefined : this.index.get(id);
  }

  /** Whether a path can be of a picture that belongs here: one that is known, or that a walk through the folders finds. */
  mayHave(path: string): boolean {
    const picture = path.endsWith(RECORD_ENDING) ? pictureOfRecord(path) : path;
    return this.entry(picture) !== undefined || this.roots.some((root) => isWalked(path, root));
  }

  private isKnown(path: string): boolean {
    return this.roots.some((root) => isInside(path, root));
  }

  /** @returns its number, also of one that is gone, so that texts can be set for it */
  private load(entry: IndexEntry, isGone: boolean): number {
    const id = this.index.place(entry);
    if (isGone) {
      this.index.remove(id);
      this.lost.add(entry);
    } else this.lost.forget(entry);
    return id;
  }

  private *linesOf(root: string): Generator<IndexLine> {
    for (let id = 0; id < this.index.end; id++) {
      const entry = this.index.get(id);
      if (entry && isInside(pathOf(entry), root))
        yield { entry, texts: this.index.textsOf(id), isGone: false };
    }
    for (const entry of this.lost.all())
      if (isInside(pathOf(entry), root)) yield { entry, texts: NO_TEXTS, isGone: true };
  }

  /** Finds out what of a path is to be read, and takes away what is gone. */
  private async look(path: string, toRead: FoundPicture[], signal?: AbortSignal): Promise<void> {
    // Of a folder that was left meanwhile.
    if (!this.isKnown(path)) return;
    if (isGalleryFile(path) || path.endsWith(RECORD_ENDING)) {
      const picture = path.endsWith(RECORD_ENDING) ? pictureOfRecord(path) : path;
      const folder = dirname(picture);
      const found = statPicture(folder.endsWith(sep) ? folder : folder + sep, basename(picture));
      const id = this.index.idOf(picture);
      if (found) this.note(found, toRead);
      else if (id !== undefined) this.gone(id);
      return;
    }
    const isThere = await stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    // A drive that is not mounted now: its pictures stay as they were last seen.
    if (!isThere && this.files.has(path)) return;
    const seen = new Set<number>();
    const unreadable: string[] = [];
    if (isThere)
      for (const some of findPictures(path, (folder) => unreadable.push(folder))) {
        if (signal?.aborted) return;
        for (const picture of some) {
          const id = this.index.idIn(picture.folder, picture.name);
          if (id !== undefined) seen.add(id);
          this.note(picture, toRead);
        }
        await turn();
      }
    const prefix = path.endsWith(sep) ? path : path + sep;
    for (const folder of this.index.folders()) {
      if (!folder.startsWith(prefix) || unreadable.some((one) => folder.startsWith(one + sep))) continue;
      const isSkipped = folder.split(sep).some((name) => SKIPPED_FOLDERS.has(name));
      for (const id of this.index.idsIn(folder)) {
        if (seen.has(id)) continue;
        // No walk comes there, but previews of models are in such folders.
        const name = isSkipped ? this.index.get(id)?.name : undefined;
        if (name === undefined || !statPicture(folder, name, false)) this.gone(id);
      }
    }
  }

  private note(found: FoundPicture, toRead: FoundPicture[]): void {
    const id = this.index.idIn(found.folder, found.name);
    const known = id === undefined ? undefined : this.index.get(id);
    // Nothing of a picture changes when another program lets go of it, or when the user may read it.
    const isSame =
      known?.fault !== 'unreadable' && known?.size === found.size && known.mtimeMs === found.mtimeMs && known.record === found.record && known.reader === this.reader; // prettier-ignore
    if (!isSame) toRead.push(found);
  }

  private gone(id: number): void {
    const entry = this.index.get(id);
    if (!entry) return;
    this.index.remove(id);
    this.lost.add(entry);
    this.keep({ entry, texts: NO_TEXTS, isGone: true });
  }

  private async readAll(toRead: FoundPicture[], signal?: AbortSignal): Promise<void> {
    let next = 0;
    let done = 0;
    const work = async (): Promise<void> => {
      for (let picture = toRead[next++]; picture && !signal?.aborted; picture = toRead[next++]) {
        await this.read(picture, signal);
        done++;
        this.progress = { done, of: toRead.length };
        if (this.pending.length < LINES_AT_ONCE) continue;
        await this.write();
        this.changed();
      }
    };
    await Promise.all(Array.from({ length: READS_AT_A_TIME }, work));
  }

  private async read(found: FoundPicture, signal?: AbortSignal): Promise<void> {
    const { folder, name, record } = found;
    const path = folder + name;
    const { read = readPicture } = this.options;
    try {
      // What it was when it was found: one that has changed since is read once more the next time.
      const { picture, prompt, negative } = await read(path, found, record !== undefined);
      const entry = await this.withMarks({ ...picture, folder, name, ...(record !== undefined && { record }), reader: this.reader }, signal); // prettier-ignore
      const texts = textBytes(entry, prompt, negative);
      this.index.put(entry, texts);
      this.lost.forget(entry);
      this.keep({ entry, texts, isGone: false });
    } catch {
      // It went meanwhile.
      const id = this.index.idOf(path);
      if (id !== undefined) this.gone(id);
    }
  }

  /** Finds what the user has said of a picture at another place, and prepares a marked one to be found so. */
  private async withMarks(entry: IndexEntry, signal?: AbortSignal): Promise<IndexEntry> {
    const known = this.entry(pathOf(entry));
    const isMoved = known === undefined && !isMarked(entry) && this.lost.mayHave(entry);
    const wantsDigest = (isMoved || isMarked(entry)) && needsDigest(entry);
    const digest = wantsDigest ? await wholeDigest(entry, signal) : undefined;
    const whole = digest === undefined ? entry : { ...entry, digest };
    const lost = isMoved ? this.lost.take(whole) : undefined;
    if (!lost) return whole;
    const { favourite, rating, tags } = lost;
    this.found.push({ from: pathOf(lost), to: pathOf(entry), favourite, rating, tags });
    // What it was is said once: the line of the old place loses its marks.
    this.keep({ entry: { ...lost, favourite: undefined, rating: undefined, tags: undefined }, texts: NO_TEXTS, isGone: true }); // prettier-ignore
    return { ...whole, favourite, rating, tags };
  }

  /** Reads those as a whole that seem to be one, so that nothing is taken for a copy by its ends alone. */
  private async compare(signal?: AbortSignal): Promise<void> {
    const byFingerprint = new Map<string, number[]>();
    for (let id = 0; id < this.index.end; id++) {
      const entry = this.index.get(id);
      if (!entry || entry.fingerprint === '') continue;
      const ids = byFingerprint.get(entry.fingerprint);
      if (ids) ids.push(id);
      else byFingerprint.set(entry.fingerprint, [id]);
    }
    for (const ids of byFingerprint.values()) {
      if (ids.length < 2) continue;
      for (const id of ids) {
        const entry = this.index.get(id);
        if (!entry || !needsDigest(entry) || signal?.aborted) continue;
        const digest = await wholeDigest(entry, signal);
        if (digest === undefined || this.index.get(id) !== entry) continue;
        const whole = { ...entry, digest };
        this.index.alter(id, whole);
        this.keep({ entry: whole, texts: this.index.textsOf(id), isGone: false });
      }
    }
  }

  private keep(line: IndexLine): void {
    const path = pathOf(line.entry);
    const root = this.roots.find((one) => isInside(path, one));
    this.pending.push({ file: root === undefined ? undefined : this.files.get(root), line });
  }

  /** A cache that cannot be written is no reason to fail: it is read again in the next run. */
  private async write(): Promise<void> {
    const lines = this.pending;
    this.pending = [];
    if (this.options.cacheFolder === undefined) return;
    for (const file of new Set(lines.map((one) => one.file)))
      await file
        ?.append(lines.flatMap((one) => (one.file === file ? [one.line] : [])))
        .catch(() => undefined);
  }

  private changed(): void {
    const found = this.found;
    this.found = [];
    this.options.onChange?.(this.progress, found);
  }
}
