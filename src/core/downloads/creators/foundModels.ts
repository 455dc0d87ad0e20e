import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { VersionFile } from '../../civitai/schemas';
import { fileBytes } from '../../civitai/versionFiles';
import { walkFolders } from '../../files/walk';
import { isModelFile } from '../../models/modelFile';
import { sha256In } from '../chooseFile';

/** Model files below a folder, by their sizes: to find what was downloaded without a log. */
export class FoundModels {
  private readonly bySize = new Map<number, Set<string>>();

  /** @param folder absolute; one that is not there has none */
  static read(folder: string): FoundModels {
    const found = new FoundModels();
    for (const { prefix, files } of walkFolders([folder], { onUnreadable: () => undefined }))
      for (const name of files.filter(isModelFile)) found.add(prefix + name);
    return found;
  }

  private add(path: string): void {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > 0) this.bySize.set(size, (this.bySize.get(size) ?? new Set()).add(path));
  }

  /** Paths that are not taken yet. */
  get rest(): string[] {
    return [...this.bySize.values()].flatMap((paths) => [...paths]);
  }

  /** A path is known to be of a version. */
  take(path: string): void {
    for (const paths of this.bySize.values()) paths.delete(path);
  }

  /**
   * The path of a file of a version, by its SHA-256, else by its name and size; it is not found twice.
   * @param sha256Of reads a whole file, so that it is asked only of those with the right size
   */
  async find(
    file: VersionFile,
    sha256Of: (path: string) => Promise<string | undefined>,
  ): Promise<string | undefined> {
    const [bytes, sha256] = [fileBytes(file), sha256In(file)];
    const paths = this.bySize.get(bytes ?? 0) ?? new Set();
    for (const path of paths) {
      const isIt = sha256 === undefined ? basename(path) === file.name : (await sha256Of(path)) === sha256;
      if (!isIt) continue;
      paths.delete(path);
      return path;
    }
    return undefined;
  }
}
