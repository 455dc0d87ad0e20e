import { relative, sep } from 'node:path';
import { isInside } from './expandPath';

/** The folder of our previews beside the models (S0-53). */
export const PREVIEW_FOLDER = '.previews';

/** The folder that deleted files wait in, beside where they were, until they are brought back or let go. */
export const HOLDING_FOLDER = '.diffusion-workbench-removed';

/**
 * Folders that no walk enters, unless it begins there: previews, what waits for its deletion, and what is no library at
 * all, such as the virtual environments of Python.
 */
export const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([
  '.lm-pending-delete',
  HOLDING_FOLDER,
  PREVIEW_FOLDER,
  '.git',
  'node_modules',
  'venv',
  '.venv',
  'site-packages',
]);

/** Whether a walk through a folder comes to a path in it, as far as the names of folders tell. Absolute paths. */
export function isWalked(path: string, root: string): boolean {
  return (
    isInside(path, root) &&
    !relative(root, path)
      .split(sep)
      .some((name) => SKIPPED_FOLDERS.has(name))
  );
}
