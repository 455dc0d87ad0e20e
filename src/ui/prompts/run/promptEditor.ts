import type { PromptRules } from '../../../core/prompts/rewrite/rules';

/** What the commands over prompt files ask of the editor: what is open, what is unsaved, and the settings. */
export interface PromptEditor {
  /** The file on disk that the active editor shows, absolute. */
  activeFile(): string | undefined;
  /** The open folders on disk, absolute. */
  folders(): readonly string[];
  /** The open folder that a file or folder lies in. */
  folderOf(path: string): string | undefined;
  /** Files with changes that only an editor knows (absolute paths): nothing is written under them. */
  unsavedFiles(): ReadonlySet<string>;
  /** By what prompts of a file or folder are changed, but for the words of filter files. */
  rules(path: string): PromptRules;
  /** Where the filter files for a folder of prompts are, absolute. */
  filterFolder(folder: string): string;
  /** A moment as the user reads it. */
  dateText(iso: string): string;
}
