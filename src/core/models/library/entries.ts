import { relative, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ModelFile, ScannedFile } from '../modelFile';
import type { FileIndex } from '../scan/fileIndex';
import { modelEntry, type ModelEntry } from './modelEntry';
import type { SidecarState } from './sidecarState';

type SidecarStamp = ScannedFile['sidecar'];

/** Entries by the path of their model. */
export type EntriesByPath = ReadonlyMap<string, ModelEntry>;

/** The entries of the library, each with the stamp that its sidecar had when it was read. */
export class Entries {
  private readonly byPath = new Map<string, ModelEntry>();
  private readonly stamps = new Map<string, SidecarStamp>();

  constructor(private readonly fileIndex: FileIndex) {}

  /** All entries, in the order of their roots and paths. */
  all(): ModelEntry[] {
    return [...this.byPath.values()];
  }

  get(path: string): ModelEntry | undefined {
    return this.byPath.get(path);
  }

  /** The entries as they are now, to be compared with those of a later moment. */
  snapshot(): EntriesByPath {
    return new Map(this.byPath);
  }

  /** The entry of a file whose sidecar has not changed since it was read. */
  unchanged({ path, sidecar }: ScannedFile): ModelEntry | undefined {
    const stamp = this.stamps.get(path);
    const isSame = stamp !== undefined && stamp.size === sidecar?.size && stamp.mtimeMs === sidecar.mtimeMs;
    return isSame ? this.byPath.get(path) : undefined;
  }

  /**
   * Sets the entry of a file.
   * @param root absolute path of the root
   * @param stamp of the sidecar when it was read; without it, the next scan reads the sidecar again
   */
  put(root: string, file: ModelFile, { sidecar, problem }: SidecarState, stamp?: SidecarStamp): void {
    this.stamps.set(file.path, stamp);
    const name = relative(root, file.path).split(sep).join('/');
    this.byPath.set(file.path, modelEntry(root, name, file, this.fileIndex.get(file), sidecar, problem));
  }

  remove(path: string): void {
    this.byPath.delete(path);
    this.stamps.delete(path);
  }

  removeRoot(root: string): void {
    for (const [path, entry] of this.byPath) if (entry.root === root) this.remove(path);
  }

  /** The entries that were put or removed since the snapshot; `undefined` for one that was removed. */
  replacedSince(before: EntriesByPath): Map<string, ModelEntry | undefined> {
    const paths = new Set([...before.keys(), ...this.byPath.keys()]);
    const replaced = [...paths].filter((path) => before.get(path) !== this.byPath.get(path));
    return new Map(replaced.map((path) => [path, this.byPath.get(path)]));
  }

  /** The paths of the models that came, went or say something else than in the snapshot. */
  differing(before: EntriesByPath): string[] {
    const gone = [...before.keys()].filter((path) => !this.byPath.has(path));
    const others = [...this.byPath].filter(([path, entry]) => !isDeepStrictEqual(before.get(path), entry));
    return [...gone, ...others.map(([path]) => path)];
  }
}
