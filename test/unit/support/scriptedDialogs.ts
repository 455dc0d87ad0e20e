/* eslint-disable @typescript-eslint/require-await -- The methods reject instead of throwing, as those of the editor. */
import type {
  Choice,
  Dialogs,
  FileFilter,
  InputOptions,
  PickOptions,
  ProgressUpdate,
} from '../../../src/ui/platform/dialogs';

/** What a user was shown. */
export interface Shown {
  readonly kind: 'info' | 'warn' | 'error' | 'confirm' | 'pick' | 'pickMany' | 'input' | 'file';
  /** The message, or the title of a list, box or file dialog. */
  readonly text: string;
  readonly detail?: string;
  /** The buttons, or the labels of the rows. */
  readonly choices: readonly string[];
  readonly rows: readonly Choice[];
}

/** What a user does with a question: a button, the labels of rows, a text, paths; undefined closes the dialog. */
export type Answer = string | readonly string[] | undefined;

/**
 * Answers dialogs in place of the user: each question takes the next answer. Messages without an answer left are
 * ignored as users do; any other question without one fails the test.
 */
export class ScriptedDialogs implements Dialogs {
  readonly shown: Shown[] = [];
  readonly statuses: string[] = [];
  /** The command and arguments that buttons led to. */
  readonly executed: unknown[][] = [];
  readonly opened: string[] = [];
  /** The documents that were opened, which are nowhere on disk. */
  readonly documents: { readonly text: string; readonly language: string }[] = [];
  readonly copied: string[] = [];
  readonly progresses: { readonly title: string; readonly updates: ProgressUpdate[] }[] = [];
  /** What the input box said was wrong with a text. */
  readonly rejected: string[] = [];
  /** Called when a progress is shown, with what its Cancel button does. */
  onProgress: (cancel: () => void) => void = () => {};

  private readonly answers: Answer[];

  constructor(...answers: Answer[]) {
    this.answers = answers;
  }

  /** The texts of what was shown. */
  get texts(): string[] {
    return this.shown.map(({ kind, text }) => `${kind}: ${text}`);
  }

  /** Whether every answer was asked for. */
  get isDone(): boolean {
    return this.answers.length === 0;
  }

  info(message: string, ...buttons: string[]): Promise<string | undefined> {
    return this.message('info', message, buttons);
  }

  warn(message: string, ...buttons: string[]): Promise<string | undefined> {
    return this.message('warn', message, buttons);
  }

  error(message: string, ...buttons: string[]): Promise<string | undefined> {
    return this.message('error', message, buttons);
  }

  async confirm(message: string, detail: string, ...buttons: string[]): Promise<string | undefined> {
    this.shown.push({ kind: 'confirm', text: message, detail, choices: buttons, rows: [] });
    return this.button(message, buttons);
  }

  status(message: string): void {
    this.statuses.push(message);
  }

  async pick<C extends Choice>(choices: readonly C[], { title }: PickOptions): Promise<C | undefined> {
    const labels = choices.map(({ label }) => label);
    this.shown.push({ kind: 'pick', text: title, choices: labels, rows: choices });
    const answer = this.button(title, labels);
    return choices.find(({ label }) => label === answer);
  }

  async pickMany<C extends Choice>(
    choices: readonly C[],
    { title }: PickOptions,
  ): Promise<readonly C[] | undefined> {
    const labels = choices.map(({ label }) => label);
    this.shown.push({ kind: 'pickMany', text: title, choices: labels, rows: choices });
    const answer = this.next(title);
    return Array.isArray(answer) ? choices.filter(({ label }) => answer.includes(label)) : undefined;
  }

  /** Texts that are wrong are noted, and the next answer is typed. */
  async input({ title, prompt, value, validate, check }: InputOptions): Promise<string | undefined> {
    const detail = [prompt, value].filter(Boolean).join(' | ');
    this.shown.push({ kind: 'input', text: title, detail, choices: [], rows: [] });
    const { signal } = new AbortController();
    for (;;) {
      const text = this.next(title);
      if (typeof text !== 'string') return undefined;
      const wrong = validate?.(text) ?? (await check?.(text, signal));
      if (wrong === undefined) return text;
      this.rejected.push(wrong);
    }
  }

  async openFolders({ title }: { readonly title: string }): Promise<readonly string[]> {
    const answer = this.file(title);
    return Array.isArray(answer) ? (answer as readonly string[]) : [];
  }

  async openFile({ title }: FileFilter): Promise<string | undefined> {
    const answer = this.file(title);
    return typeof answer === 'string' ? answer : undefined;
  }

  async saveFile({ title }: FileFilter & { readonly path: string }): Promise<string | undefined> {
    const answer = this.file(title);
    return typeof answer === 'string' ? answer : undefined;
  }

  async progress<T>(
    title: string,
    task: (report: (update: ProgressUpdate) => void, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const updates: ProgressUpdate[] = [];
    this.progresses.push({ title, updates });
    const controller = new AbortController();
    const result = task((update) => void updates.push(update), controller.signal);
    this.onProgress(() => controller.abort());
    return result;
  }

  async execute(...command: unknown[]): Promise<void> {
    this.executed.push(command);
  }

  async showFile(path: string): Promise<void> {
    this.opened.push(path);
  }

  async showText(text: string, language: string): Promise<void> {
    this.documents.push({ text, language });
  }

  async copy(text: string): Promise<void> {
    this.copied.push(text);
  }

  private async message(
    kind: 'info' | 'warn' | 'error',
    text: string,
    buttons: readonly string[],
  ): Promise<string | undefined> {
    this.shown.push({ kind, text, choices: buttons, rows: [] });
    return buttons.length === 0 || this.isDone ? undefined : this.button(text, buttons);
  }

  private button(question: string, choices: readonly string[]): string | undefined {
    const answer = this.next(question);
    if (answer === undefined) return undefined;
    if (typeof answer === 'string' && choices.includes(answer)) return answer;
    throw new Error(`"${question}" has no choice ${String(answer)}, only ${choices.join(', ')}`);
  }

  private file(title: string): Answer {
    this.shown.push({ kind: 'file', text: title, choices: [], rows: [] });
    return this.next(title);
  }

  private next(question: string): Answer {
    if (this.isDone) throw new Error(`Nothing is scripted for "${question}"`);
    return this.answers.shift();
  }
}
