import type { EditorTrainingSettings } from './trainingSettings';

/** What the commands over training files ask of the editor. */
export interface TrainingEditor {
  /** The training file on disk that the active editor shows, absolute. */
  activeFile(): string | undefined;
  /** The text of a file as an editor has it, saved or not; undefined where it is not open. */
  openText(path: string): string | undefined;
  /** Whether a folder is one of those that are open. */
  isOpenFolder(path: string): boolean;
  /** Saves a file that is open with changes. @returns false where it could not be saved */
  save(path: string): Promise<boolean>;
  settings(path: string): EditorTrainingSettings;
}
