/** The folder of our previews beside the models (S0-53). */
export const PREVIEW_FOLDER = '.previews';

/** The folder that deleted files wait in, beside where they were, until they are brought back or let go. */
export const HOLDING_FOLDER = '.diffusion-workbench-removed';

/** Folders that no walk enters: previews, what waits for its deletion, and what is no library at all. */
export const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([
  '.lm-pending-delete',
  HOLDING_FOLDER,
  PREVIEW_FOLDER,
  '.git',
  'node_modules',
]);
