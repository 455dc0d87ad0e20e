import * as vscode from 'vscode';
import type { PlacedFinding } from '../../../core/training/job/readTraining';
import type { Family } from '../../../core/training/options/families';
import { visible } from '../../../core/text/visible';
import { Emitter, type Subscription } from '../../platform/emitter';
import { touches } from '../../platform/settings';
import { FoundProblems } from '../check/foundProblems';
import type { TrainerTables } from '../check/trainerTables';
import { checkFile, type WholeCheck } from '../check/wholeCheck';
import type { TrainingEditor } from '../trainingEditor';
import { rangeOf } from './ranges';
import { TRAINING_LANGUAGE } from './trainingLanguage';

export const SOURCE = 'Diffusion Workbench';
const CHECK_AFTER_MS = 300;

const SEVERITIES: Readonly<Record<PlacedFinding['level'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/** Shows what is wrong with open training files while they are written, and what Check Training found. */
export class TrainingDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('diffusionWorkbench.training');
  private readonly problems = new FoundProblems();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly listeners: Subscription[];
  private readonly changed = new Emitter<undefined>();
  /** Something else is known of a training file than before. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly editor: TrainingEditor,
    private readonly tables: Pick<TrainerTables, 'known' | 'onDidChange'>,
    private readonly failed: (error: unknown) => void,
  ) {
    this.listeners = [
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (touches(event, 'training')) this.checkAll();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.checkAll()),
      tables.onDidChange(() => this.checkAll()),
      vscode.workspace.onDidOpenTextDocument((document) => this.checkSoon(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.checkSoon(document)),
      // What its paths name may be there now.
      vscode.workspace.onDidSaveTextDocument((document) => this.checkSoon(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri.fsPath)),
    ];
    this.checkAll();
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.listeners, this.collection, this.changed).dispose();
  }

  /** Shows what Check Training found. */
  show(path: string, check: WholeCheck): void {
    this.problems.setChecked(path, check);
    this.publish();
  }

  /** What is known of a training file. */
  of(path: string): readonly PlacedFinding[] {
    return this.problems.of(path);
  }

  private checkAll(): void {
    for (const document of vscode.workspace.textDocuments) this.checkSoon(document);
  }

  private checkSoon(document: vscode.TextDocument): void {
    // An untitled file is in no folder, where its paths could start.
    if (document.languageId !== TRAINING_LANGUAGE || document.uri.scheme !== 'file') return;
    const path = document.uri.fsPath;
    clearTimeout(this.timers.get(path));
    this.timers.set(
      path,
      setTimeout(() => {
        this.timers.delete(path);
        this.check(document, path).catch(this.failed);
      }, CHECK_AFTER_MS),
    );
  }

  private async check(document: vscode.TextDocument, path: string): Promise<void> {
    const { version } = document;
    const settings = this.editor.settings(path);
    const { signal } = new AbortController();
    // Not waited for: when the trainer has told its options, it is checked again.
    const ownTable = (family: Family) => Promise.resolve(this.tables.known(path, family));
    const findings = await checkFile({ source: document.getText(), path, settings, signal, ownTable });
    // Meanwhile it may have been closed, changed or given another language.
    const isCurrent =
      !document.isClosed && document.version === version && document.languageId === TRAINING_LANGUAGE;
    if (!isCurrent) return;
    this.problems.setLive(path, findings);
    this.publish();
  }

  private forget(path: string): void {
    clearTimeout(this.timers.get(path));
    this.timers.delete(path);
    this.problems.close(path);
    this.publish();
  }

  private publish(): void {
    this.collection.clear();
    for (const [file, findings] of this.problems.byFile())
      this.collection.set(vscode.Uri.file(file), findings.map(diagnosticOf));
    this.changed.fire(undefined);
  }
}

function diagnosticOf({ level, code, message, fix, range }: PlacedFinding): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    range ? rangeOf(range) : new vscode.Range(0, 0, 0, 0),
    visible(`${message} ${fix}`.trim()),
    SEVERITIES[level],
  );
  diagnostic.source = SOURCE;
  diagnostic.code = code;
  return diagnostic;
}
