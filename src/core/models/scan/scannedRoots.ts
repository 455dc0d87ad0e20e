import { dirname, resolve } from 'node:path';
import { isWalked } from '../../files/folderNames';
import { isInPipelinePart } from './pipelineParts';

/**
 * The folders to scan, without repetitions and without those that the scan of another one finds: one that is never
 * entered by itself, such as `venv` or a part of a pipeline, is scanned where it is named.
 */
export function scannedRoots(folders: readonly string[]): string[] {
  let kept: string[] = [];
  for (const folder of folders.map((each) => resolve(each))) {
    if (kept.some((root) => finds(root, folder))) continue;
    kept = [...kept.filter((other) => !finds(folder, other)), folder];
  }
  return kept;
}

/** Whether the scan of one of these folders comes to a path. Absolute paths. */
export function isScanned(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => isWalked(path, root) && !isInPipelinePart(dirname(path), root));
}

const finds = (root: string, folder: string): boolean =>
  isWalked(folder, root) && !isInPipelinePart(folder, root);
