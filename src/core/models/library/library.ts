import { stat } from 'node:fs/promises';
import { basename, relative, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ProblemInfo } from '../../problem/problem';
import { problemInfo } from '../../problem/toProblem';
import type { Log } from '../../log';
import { statModel } from '../scan/statModel';
import type { FileIndex } from '../scan/fileIndex';
import { inspectNew } from '../scan/inspectNew';
import { modelEntry, type ModelEntry, type RootState } from './modelEntry';
import type { ModelFile, ScannedFile } from '../modelFile';
import type { Scanner } from '../scan/scanner';
import type { Sidecar } from '../sidecar/fields';
import { readSidecar, type SidecarRead } from '../sidecar/store';

/** Sidecars read at a time: enough to hide a disk's latency, few enough for its open files. */
const READ_AT_ONCE = 64;

interface Read {
  readonly sidecar?: Sidecar;
  readonly problem?: ProblemInfo;
}

/** Which paths changed, or nothing when everything may have. */
type Listener = (paths: readonly string[] | undefined) => void;

/**
 * The models of the open folders. What a root held when it was last seen stays while the root is away
 * (a drive that is not mounted), so that nothing of it is lost.
 */
export class Library {
  private readonly rootStates = new Map<string, RootState>();
  private readonly byPath = new Map<string, ModelEntry>();
  /** The stamps of the sidecars as they were last read, by the path of the model. */
  private readonly sidecarStamps = new Map<string, ScannedFile['sidecar']>();
  private readonly listeners = new Set<Listener>();

  constructor(
    private readonly deps: {
      readonly scanner: Pick<Scanner, 'scan' | 'inspect'>;
      readonly fileIndex: FileIndex;
      /** Reads a sidecar; another one in tests. */
      readonly readSidecar?: (path: string) => Promise<SidecarRead>;
      /** Patterns in the syntax of .gitignore. */
      readonly ignore: () => readonly string[];
      readonly log: Log;
    },
  ) {}

  roots(): readonly RootState[] {
    return [...this.rootStates.values()];
  }

  /** All models, in the order of their roots and paths. */
  entries(): readonly ModelEntry[] {
    return [...this.byPath.values()];
  }

  entry(path: string): ModelEntry | undefined {
    return this.byPath.get(path);
  }

  /** Calls the listener on every change until the returned function is called. */
  onDidChange(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Scans the roots anew. Sidecars that have not changed are not read again; listeners hear of what differs.
   * @param roots absolute paths; roots of earlier scans that are not among them are forgotten
   */
  async refresh(roots: readonly string[], signal?: AbortSignal): Promise<void> {
    const before = { roots: this.roots(), models: new Map(this.byPath) };
    for (const known of this.rootStates.keys()) if (!roots.includes(known)) this.forget(known);
    for (const root of roots) await this.scanRoot(root, signal);
    await this.deps.fileIndex.flush();
    const changed = isDeepStrictEqual(before.roots, this.roots())
      ? differing(before.models, this.byPath)
      : undefined;
    if (changed?.length !== 0) this.tell(changed);
  }

  /** Reads one model and its sidecar again. One that is gone leaves the library, unless its root is away. */
  async reload(path: string): Promise<void> {
    const root = this.byPath.get(path)?.root ?? this.rootOf(path);
    if (root === undefined) return;
    const file = await statModel(path).catch(() => undefined);
    if (file) {
      await inspectNew([file], this.deps);
      this.put(root, file, await this.read(file.path));
    } else if (await isFolder(root)) {
      this.remove(path);
    }
    this.tell([path]);
  }

  private async scanRoot(root: string, signal: AbortSignal | undefined): Promise<void> {
    const { scanner, log, ignore } = this.deps;
    const stamps = new Map(this.sidecarStamps);
    const before = new Map(this.byPath);
    const scan = await scanner.scan(root, { ignore: ignore(), ...(signal && { signal }) });
    this.rootStates.set(root, { path: root, missing: scan.missing });
    if (scan.missing) {
      log.warn(`Folder not found: ${basename(root)}. Its models stay listed as they were.`);
      return;
    }
    for (const { path, problem } of scan.unreadable) log.warn(`${basename(path)}: ${problem.message}`);
    await inspectNew(scan.files, this.deps, signal);

    const found: { readonly file: ScannedFile; readonly read: Read }[] = [];
    for (let start = 0; start < scan.files.length; start += READ_AT_ONCE) {
      signal?.throwIfAborted();
      const files = scan.files.slice(start, start + READ_AT_ONCE);
      const reads = await Promise.all(
        files.map(async (file) => {
          const entry = before.get(file.path);
          if (entry && isSameSidecar(stamps.get(file.path), file.sidecar)) return kept(entry);
          return file.sidecar ? this.read(file.path) : {};
        }),
      );
      files.forEach((file, index) => found.push({ file, read: reads[index] ?? {} }));
    }
    const reloaded = this.changedSince(before);
    // All at once, so that no model is gone for a moment. A reload during the scan is newer than what the scan saw.
    this.forgetModels(root);
    for (const { file, read } of found) {
      const newer = reloaded.get(file.path);
      if (newer) this.put(root, newer, kept(newer));
      else if (!reloaded.has(file.path)) this.put(root, file, read, file.sidecar);
      reloaded.delete(file.path);
    }
    for (const added of reloaded.values()) if (added?.root === root) this.put(root, added, kept(added));
    log.info(`Loaded ${scan.files.length} models from ${basename(root)}`);
  }

  /** The models that came, changed or went since; `undefined` for one that went. */
  private changedSince(before: ReadonlyMap<string, ModelEntry>): Map<string, ModelEntry | undefined> {
    const paths = new Set([...before.keys(), ...this.byPath.keys()]);
    const changed = [...paths].filter((path) => before.get(path) !== this.byPath.get(path));
    return new Map(changed.map((path) => [path, this.byPath.get(path)]));
  }

  private async read(path: string): Promise<Read> {
    const read = await (this.deps.readSidecar ?? readSidecar)(path);
    if (read.kind === 'ok') return { sidecar: read.sidecar };
    return read.kind === 'broken' ? { problem: problemInfo(read.problem) } : {};
  }

  private put(
    root: string,
    file: ModelFile,
    { sidecar, problem }: Read,
    stamp?: ScannedFile['sidecar'],
  ): void {
    this.sidecarStamps.set(file.path, stamp);
    const name = relative(root, file.path).split(sep).join('/');
    this.byPath.set(file.path, modelEntry(root, name, file, this.deps.fileIndex.get(file), sidecar, problem));
  }

  private rootOf(path: string): string | undefined {
    return [...this.rootStates.keys()].find((root) => path.startsWith(root + sep));
  }

  private forget(root: string): void {
    this.rootStates.delete(root);
    this.forgetModels(root);
  }

  private forgetModels(root: string): void {
    for (const [path, entry] of this.byPath) {
      if (entry.root !== root) continue;
      this.remove(path);
    }
  }

  private remove(path: string): void {
    this.byPath.delete(path);
    this.sidecarStamps.delete(path);
  }

  private tell(paths: readonly string[] | undefined): void {
    for (const listener of this.listeners) listener(paths);
  }
}

/** The models that came, went or are not as they were. */
function differing(before: ReadonlyMap<string, ModelEntry>, now: ReadonlyMap<string, ModelEntry>): string[] {
  const gone = [...before.keys()].filter((path) => !now.has(path));
  const others = [...now].filter(([path, entry]) => !isDeepStrictEqual(before.get(path), entry));
  return [...gone, ...others.map(([path]) => path)];
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function isSameSidecar(one: ScannedFile['sidecar'], other: ScannedFile['sidecar']): boolean {
  return one !== undefined && one.size === other?.size && one.mtimeMs === other.mtimeMs;
}

function kept(entry: ModelEntry): Read {
  return entry.sidecar ? { sidecar: entry.sidecar } : entry.problem ? { problem: entry.problem } : {};
}
