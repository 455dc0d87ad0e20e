import { LineFile, lineValue } from '../../files/lineFile';
import type { ProblemInfo } from '../../problem/problem';
import type { HeaderSummary } from '../header/summary';
import { isSameStamp, type FileStamp, type ModelFile } from '../modelFile';

/** What was found out about the bytes of a file. */
export interface FileRecord {
  /** 64 hex digits, lower case; for a pointer of Git LFS that of the file that it stands for. */
  readonly sha256?: string;
  readonly header?: HeaderSummary;
  /** Why the file is refused. */
  readonly problem?: ProblemInfo;
  /** The file at this path was another one before, and the new one is not hashed yet. */
  readonly replaced?: true;
  /** Its content was inspected: an absent `header` or `problem` means that it has none. */
  readonly inspected?: true;
}

const REPLACED: FileRecord = { replaced: true };

interface Entry extends FileStamp {
  readonly record: FileRecord;
}

/** One line of the file, short because there are many. */
interface Line {
  readonly p: string;
  readonly s: number;
  readonly m: number;
  readonly i: number;
  readonly f: FileRecord;
  /** By which version of the inspection; an older one saw less. */
  readonly v?: number;
}

/** Grows whenever more is read out of a file, so that all files are inspected again. */
const INSPECTION = 3;

/** A small file is not worth the work. */
const COMPACT_ABOVE_LINES = 1000;
const COMPACT_ABOVE_DEAD_SHARE = 2;

/**
 * What is known about the bytes of model files, kept between runs in one file a user. A cache: losing it costs time,
 * nothing else. Each line is a JSON object, a later one replaces an earlier one of the same path, and lines are only
 * appended, so that several processes can write at once and a kill leaves at most one broken line, which is skipped.
 */
export class FileIndex {
  private readonly entries = new Map<string, Entry>();
  private lines = 0;
  private pending = new Set<string>();
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: LineFile | undefined,
    private persistent: boolean,
  ) {}

  /**
   * Reads what earlier runs found out; nothing where the file is not there or cannot be read.
   * @param file absolute path; its folder is made when something is written. Without one, nothing outlives the process.
   * @param persistent false: the file is left alone until `setPersistent`
   */
  static async open(file?: string, persistent = true): Promise<FileIndex> {
    const index = new FileIndex(file === undefined ? undefined : new LineFile(file), persistent);
    if (persistent) await index.load();
    return index;
  }

  /**
   * Starts or stops to keep what is known in the file. Nothing that is known is lost: once it starts, what was found
   * out until then is written, and what the file knows beyond it is read.
   */
  async setPersistent(persistent: boolean): Promise<void> {
    if (persistent === this.persistent) return;
    this.persistent = persistent;
    if (!persistent) return this.writing;
    this.writing = this.writing.then(() => this.load());
    return this.flush();
  }

  /** What is known about the file, if it has not changed since. */
  get(file: ModelFile): FileRecord | undefined {
    const entry = this.entries.get(file.path);
    if (!entry) return undefined;
    if (isSameStamp(entry, file)) return entry.record;
    return entry.size !== file.size || entry.mtimeMs !== file.mtimeMs ? REPLACED : undefined;
  }

  /** Adds to what is known about the file. What a new inspection says replaces what the last one said. */
  set(file: ModelFile, record: FileRecord): void {
    const { sha256, replaced, ...seen } = this.get(file) ?? {};
    const kept = {
      ...(sha256 !== undefined && { sha256 }),
      ...(record.sha256 === undefined && replaced && { replaced }),
      ...(record.inspected ? {} : seen),
    };
    const { path, size, mtimeMs, ino } = file;
    this.entries.set(path, { size, mtimeMs, ino, record: { ...kept, ...record } });
    this.pending.add(path);
  }

  /** Writes what is new. A cache that cannot be written is no reason to fail: it is kept for the next flush. */
  flush(): Promise<void> {
    this.writing = this.writing.then(async () => {
      const { file } = this;
      const paths = [...this.pending];
      if (file === undefined || !this.persistent || paths.length === 0) return;
      this.pending.clear();
      try {
        await file.append(this.textOf(paths));
        this.lines += paths.length;
      } catch {
        for (const path of paths) this.pending.add(path);
      }
    });
    return this.writing;
  }

  close(): Promise<void> {
    return this.flush();
  }

  /** Forgets everything, on disk too. */
  async clear(): Promise<void> {
    await this.writing;
    this.entries.clear();
    this.pending.clear();
    this.lines = 0;
    await this.file?.remove();
  }

  private async load(): Promise<void> {
    const { file } = this;
    if (file === undefined) return;
    this.lines = 0;
    const bytes = await file.read((line) => this.readLine(line)).catch(() => 0);
    if (this.lines > COMPACT_ABOVE_LINES && this.deadLines > COMPACT_ABOVE_DEAD_SHARE * this.entries.size) {
      await this.compact(file, bytes).catch(() => undefined);
    }
  }

  private get deadLines(): number {
    return this.lines - this.entries.size;
  }

  private readLine(line: string): void {
    this.lines++;
    const parsed = lineValue(line, isLine);
    if (!parsed) return;
    const { p, s, m, i, f, v } = parsed;
    // What is still to be written is newer.
    if (this.pending.has(p)) return;
    this.entries.set(p, { size: s, mtimeMs: m, ino: i, record: v === INSPECTION ? f : hashOf(f) });
  }

  /** @param bytes how much of the file was read */
  private async compact(file: LineFile, bytes: number): Promise<void> {
    const late = await file.replace(this.textOf([...this.entries.keys()]), bytes);
    this.lines = this.entries.size;
    for (const line of late.split('\n')) if (line !== '') this.readLine(line);
  }

  private textOf(paths: readonly string[]): string {
    return paths
      .flatMap((path) => {
        const entry = this.entries.get(path);
        if (!entry) return [];
        const line: Line = {
          p: path,
          s: entry.size,
          m: entry.mtimeMs,
          i: entry.ino,
          f: entry.record,
          v: INSPECTION,
        };
        return [`${JSON.stringify(line)}\n`];
      })
      .join('');
  }
}

/** What holds of a file however it was inspected. */
function hashOf({ sha256, replaced }: FileRecord): FileRecord {
  return { ...(sha256 !== undefined && { sha256 }), ...(replaced && { replaced }) };
}

/** The file is our own, so what it cannot be is a foreign shape; a broken line is not JSON. */
function isLine(value: unknown): value is Line {
  if (typeof value !== 'object' || value === null) return false;
  const { p, s, m, i, f } = value as Partial<Line>;
  return (
    typeof p === 'string' &&
    typeof s === 'number' &&
    typeof m === 'number' &&
    typeof i === 'number' &&
    typeof f === 'object'
  );
}
