import type { EditorTrainingSettings } from './trainingSettings';

/** A text that a file would have; undefined `before`: it is not there yet. */
export interface NewText {
  /** Absolute. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
}

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
  /** Gives files new texts, in a way that the editor can undo. */
  write(texts: readonly NewText[]): Promise<void>;
  settings(path: string): EditorTrainingSettings;
}
