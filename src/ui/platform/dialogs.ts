import type { CommandId } from './contributions/commandIds';

/** A row of a list to pick from. */
export interface Choice {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** Checked from the start, where several can be picked. */
  readonly picked?: boolean;
}

export interface PickOptions {
  readonly title: string;
  readonly placeHolder?: string;
  /** Stays open when the user works elsewhere. */
  readonly ignoreFocusOut?: boolean;
}

export interface InputOptions {
  readonly title: string;
  readonly prompt?: string;
  readonly placeHolder?: string;
  readonly value?: string;
  readonly password?: boolean;
  /** What is wrong with the text, asked while it is typed. Nothing wrong: undefined. */
  readonly validate?: (text: string) => string | undefined;
  /** What a text that is not wrong comes to, shown while it is typed. Not for boxes with `check`. */
  readonly hint?: (text: string) => string;
  /** What is wrong with the accepted text: the box stays open with it. The signal fires when the box is closed. */
  readonly check?: (text: string, signal: AbortSignal) => Promise<string | undefined>;
}

export interface FileFilter {
  readonly title: string;
  /** File extensions by the name of their kind, without the dot. */
  readonly filters: Readonly<Record<string, readonly string[]>>;
}

/** What a progress shows next: its words, and by how many percent its bar moves on. */
export interface ProgressUpdate {
  readonly message: string;
  readonly increment: number;
}

/**
 * How the extension talks to its user. Flows take it as a parameter, so that tests answer in place of the user.
 * A dialog that the user closes gives undefined. Messages are plain text: links in them are not.
 */
export interface Dialogs {
  /** Shows a message. The button that was clicked. */
  info(message: string, ...buttons: string[]): Promise<string | undefined>;
  warn(message: string, ...buttons: string[]): Promise<string | undefined>;
  error(message: string, ...buttons: string[]): Promise<string | undefined>;
  /** Asks a question that has to be answered before anything else. */
  confirm(message: string, detail: string, ...buttons: string[]): Promise<string | undefined>;
  /** Says something in the status bar for some milliseconds. */
  status(message: string, ms: number): void;
  pick<C extends Choice>(choices: readonly C[], options: PickOptions): Promise<C | undefined>;
  pickMany<C extends Choice>(choices: readonly C[], options: PickOptions): Promise<readonly C[] | undefined>;
  input(options: InputOptions): Promise<string | undefined>;
  /** Absolute paths; none where the user cancels. */
  openFolders(options: { readonly title: string; readonly openLabel: string }): Promise<readonly string[]>;
  openFile(options: FileFilter & { readonly openLabel: string }): Promise<string | undefined>;
  /** @param options with the absolute path that is suggested */
  saveFile(options: FileFilter & { readonly path: string }): Promise<string | undefined>;
  /** Shows a notification with a Cancel button while a task runs. The signal fires when the user cancels. */
  progress<T>(
    title: string,
    task: (report: (update: ProgressUpdate) => void, signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  /** Runs a command of the editor or of this extension, mostly for a button. */
  execute(command: CommandId | EditorCommand, ...args: readonly unknown[]): Promise<void>;
  /** Opens a text file in an editor. */
  showFile(path: string): Promise<void>;
  /** Opens a text as a new document, which is nowhere on disk. @param language as VS Code names it */
  showText(text: string, language: 'json' | 'plaintext'): Promise<void>;
  copy(text: string): Promise<void>;
}

/** Commands of the editor that flows lead to. */
export type EditorCommand = 'workbench.action.openSettings' | 'workbench.actions.view.problems';
