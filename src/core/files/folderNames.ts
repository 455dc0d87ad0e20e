/** The folder of our previews beside the models (S0-53). */
export const PREVIEW_FOLDER = '.previews';

/** Folders that no walk enters: previews, what waits for its deletion, and what is no library at all. */
export const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([
  '.lm-pending-delete',
  PREVIEW_FOLDER,
  '.git',
  'node_modules',
]);
