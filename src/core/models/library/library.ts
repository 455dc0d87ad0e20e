import { stat } from 'node:fs/promises';
import { basename, dirname, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { tookText, type Log } from '../../log';
import type { ScannedFile } from '../modelFile';
import type { FileIndex } from '../scan/fileIndex';
import { inspectNew } from '../scan/inspectNew';
import type { Scanner } from '../scan/scanner';
import { statModel } from '../scan/statModel';
import { readSidecar, type SidecarRead } from '../sidecar/store';
import { Entries } from './entries';
import { modelEntry, type ModelEntry, type RootState } from './modelEntry';
import type { SidecarIndex } from './sidecarIndex';
import { sidecarState, stateInEntry, type SidecarState } from './sidecarState';

/** Which paths changed, or nothing when everything may have. */
type Listener = (paths: readonly string[] | undefined) => void;

/**
 * The models of the open folders. What a root held when it was last seen stays while the root is away
 * (a drive that is not mounted), so that nothing of it is lost.
 */
export class Library {
  private readonly rootStates = new Map<string, RootState>();
  private readonly models: Entries;
  private readonly listeners = new Set<Listener>();

  constructor(
    private readonly deps: {
      readonly scanner: Pick<Scanner, 'scan' | 'inspect'>;
      readonly fileIndex: FileIndex;
      readonly sidecarIndex: SidecarIndex;
      /** Reads a sidecar; another one in tests. */
      readonly readSidecar?: (path: string) => Promise<SidecarRead>;
      /** Patterns of what is left out below a root (absolute), in the syntax of .gitignore. */
      readonly ignore: (root: string) => readonly string[];
      readonly log: Log;
    },
  ) {
    this.models = new Entries(deps.fileIndex);
  }

  roots(): readonly RootState[] {
    return [...this.rootStates.values()];
  }

  /** All models, in the order of their roots and paths. */
  entries(): readonly ModelEntry[] {
    return this.models.all();
  }

  entry(path: string): ModelEntry | undefined {
    return this.models.get(path);
  }

  /** Calls the listener on every change until the returned function is called. */
  onDidChange(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Scans the roots again. Sidecars that have not changed are not read again; listeners hear of what differs.
   * @param roots absolute paths; roots of earlier scans that are not among them are forgotten
   */
  async refresh(roots: readonly string[], signal?: AbortSignal): Promise<void> {
    const before = { roots: this.roots(), models: this.models.snapshot() };
    for (const known of this.rootStates.keys()) if (!roots.includes(known)) this.forget(known);
    for (const root of roots) await this.scanRoot(root, signal);
    await this.deps.fileIndex.flush();
    const changed = isDeepStrictEqual(before.roots, this.roots())
      ? this.models.differing(before.models)
      : undefined;
    if (changed?.length !== 0) this.tell(changed);
  }

  /** Reads one model and its sidecar again. One that is gone leaves the library, unless its root is away. */
  async reload(path: string): Promise<void> {
    const root = this.models.get(path)?.root ?? this.rootOf(path);
    if (root === undefined) return;
    const file = await statModel(path).catch(() => undefined);
    if (file) {
      await inspectNew([file], this.deps);
      this.models.put(root, file, await this.read(file.path));
    } else if (await isFolder(root)) {
      this.models.remove(path);
    }
    this.tell([path]);
  }

  /**
   * A model that lies in none of the roots, as it is now. The library does not keep it.
   * @param path absolute
   * @throws Problem `missing` or `unreadable`
   */
  async readOutside(path: string): Promise<ModelEntry> {
    const file = await statModel(path);
    await inspectNew([file], this.deps);
    const { sidecar, problem } = await this.read(path);
    const record = this.deps.fileIndex.get(file);
    return modelEntry(dirname(path), basename(path), file, record, sidecar, problem);
  }

  private async scanRoot(root: string, signal: AbortSignal | undefined): Promise<void> {
    const { scanner, log, ignore } = this.deps;
    const started = performance.now();
    const before = this.models.snapshot();
    const scan = await scanner.scan(root, { ignore: ignore(root), ...(signal && { signal }) });
    this.rootStates.set(root, { path: root, missing: scan.missing });
    if (scan.missing) {
      log.warn(`Folder not found: ${basename(root)}. Its models stay listed as they were.`);
      return;
    }
    for (const { path, problem } of scan.unreadable) log.warn(`${basename(path)}: ${problem.message}`);
    await inspectNew(scan.files, this.deps, signal);

    const states = await this.readSidecars(scan.files, signal);
    const reloaded = this.models.replacedSince(before);
    // All at once, so that no model is gone for a moment. A reload during the scan is newer than what the scan saw.
    this.models.removeRoot(root);
    for (const [index, file] of scan.files.entries()) {
      const newer = reloaded.get(file.path);
      if (newer) this.models.put(root, newer, stateInEntry(newer));
      else if (!reloaded.has(file.path)) this.models.put(root, file, states[index] ?? {}, file.sidecar);
      reloaded.delete(file.path);
    }
    for (const added of reloaded.values()) {
      if (added?.root === root) this.models.put(root, added, stateInEntry(added));
    }
    log.info(`Loaded ${scan.files.length} models from ${basename(root)} in ${tookText(started)}`);
  }

  /** What the sidecars of files say, in their order. One that has not changed since the last scan is not read again. */
  private async readSidecars(
    files: readonly ScannedFile[],
    signal: AbortSignal | undefined,
  ): Promise<SidecarState[]> {
    const known = files.map((file) => this.models.unchanged(file));
    const changed = files.filter((_, index) => !known[index]);
    const read = (path: string) => this.read(path);
    const states = await this.deps.sidecarIndex.states(changed, { read, signal });
    let next = 0;
    return known.map((entry) => (entry ? stateInEntry(entry) : (states[next++] ?? {})));
  }

  private async read(path: string): Promise<SidecarState> {
    return sidecarState(await (this.deps.readSidecar ?? readSidecar)(path));
  }

  private rootOf(path: string): string | undefined {
    return [...this.rootStates.keys()].find((root) => path.startsWith(root + sep));
  }

  private forget(root: string): void {
    this.rootStates.delete(root);
    this.models.removeRoot(root);
  }

  private tell(paths: readonly string[] | undefined): void {
    for (const listener of this.listeners) listener(paths);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
