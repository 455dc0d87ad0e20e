import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { settings, touches } from '../../platform/settings';
import { isPromptDocument, nameRange, tagsOf } from './tagsOf';
import type { LoraLibrary } from './loraLibrary';

export const UNKNOWN_LORA = 'unknown_lora';

const SOURCE = 'Diffusion Workbench';
const CHECK_AFTER_MS = 300;
/** The editor shows no more of one file. */
const MAX_WARNINGS = 1000;
/** Finding the nearest name is slow in a large library; quick fixes do it for one tag at a time. */
const MAX_HINTS = 20;
/** Characters; a longer file is no prompt that is written by hand. */
const MAX_TEXT = 5_000_000;
/** Not documents that show another state of a file, such as the sides of a diff. */
const SCHEMES: ReadonlySet<string> = new Set(['file', 'untitled']);

/** Warns of LoRA tags in open prompt files that call no model of the library. */
export class TagWarnings implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('diffusionWorkbench.prompts');
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly listeners: vscode.Disposable[];

  constructor(private readonly library: LoraLibrary) {
    this.listeners = [
      library.onDidChange(() => this.checkAll()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (touches(event, 'prompts.checkLoraNames')) this.checkAll();
      }),
      vscode.workspace.onDidOpenTextDocument((document) => this.checkSoon(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.checkSoon(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri)),
      vscode.window.tabGroups.onDidChangeTabs((tabs) => this.checkTabs(tabs)),
    ];
    this.checkAll();
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.listeners, this.collection).dispose();
  }

  private checkAll(): void {
    for (const document of vscode.workspace.textDocuments) this.checkSoon(document);
  }

  /** A file that no tab shows any more may still be held by a view of many files. */
  private checkTabs({ opened, closed, changed }: vscode.TabChangeEvent): void {
    const shown = new Set([...opened, ...closed, ...changed].flatMap(addresses));
    for (const document of vscode.workspace.textDocuments) {
      if (shown.has(document.uri.toString())) this.checkSoon(document);
    }
  }

  private checkSoon(document: vscode.TextDocument): void {
    if (!isPromptDocument(document) || !SCHEMES.has(document.uri.scheme)) return;
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => {
        this.timers.delete(key);
        void this.check(document);
      }, CHECK_AFTER_MS),
    );
  }

  private async check(document: vscode.TextDocument): Promise<void> {
    if (!settings.checkLoraNames(document.uri) || !hasTab(document)) {
      this.collection.delete(document.uri);
      return;
    }
    await this.library.load();
    // While the models were loaded, it may have been closed or got another language.
    if (document.isClosed || !isPromptDocument(document)) return;
    this.collection.set(document.uri, this.warnings(document));
  }

  private warnings(document: vscode.TextDocument): vscode.Diagnostic[] {
    const { names, isPartial } = this.library;
    const text = document.getText();
    if (!names?.hasLoras || text.length > MAX_TEXT) return [];
    const hints = new Map<string, string>();
    const unknown = tagsOf(document).filter(({ name }) => names.resolve(name).length === 0);
    return unknown.slice(0, MAX_WARNINGS).map((tag) => {
      let message = hints.get(tag.name);
      if (message === undefined) {
        const near = hints.size < MAX_HINTS ? names.nearest(tag.name, 1)[0]?.name : undefined;
        hints.set(tag.name, (message = messageFor(tag.name, near, isPartial)));
      }
      const warning = new vscode.Diagnostic(
        nameRange(document, tag),
        message,
        vscode.DiagnosticSeverity.Warning,
      );
      warning.source = SOURCE;
      warning.code = UNKNOWN_LORA;
      return warning;
    });
  }

  private forget(uri: vscode.Uri): void {
    clearTimeout(this.timers.get(uri.toString()));
    this.timers.delete(uri.toString());
    this.collection.delete(uri);
  }
}

/**
 * Whether a tab shows a document, alone or beside another. A view of many files has no tab for each of them: all their
 * warnings at once would bury the others.
 */
function hasTab({ uri }: vscode.TextDocument): boolean {
  const address = uri.toString();
  return vscode.window.tabGroups.all.some(({ tabs }) => tabs.some((tab) => addresses(tab).includes(address)));
}

function addresses({ input }: vscode.Tab): string[] {
  if (input instanceof vscode.TabInputText) return [input.uri.toString()];
  return input instanceof vscode.TabInputTextDiff ? [input.original, input.modified].map(String) : [];
}

function messageFor(name: string, near: string | undefined, isPartial: boolean): string {
  return [
    l10n.t('No model is called “{0}”.', name),
    near === undefined
      ? l10n.t('Correct the name, or add the folder of its LoRA to the models.')
      : l10n.t('Did you mean “{0}”?', near),
    ...(isPartial ? [l10n.t('A model folder is not available now; it may be there.')] : []),
  ].join(' ');
}
