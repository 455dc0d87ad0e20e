import * as vscode from 'vscode';
import type { AnnotateResult } from '../../../core/models/identify/types';
import type { ProblemInfo } from '../../../core/problem/problem';
import { isInside } from '../../../core/files/expandPath';
import type { Library } from '../../../core/models/library/library';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import type { TreeNode } from '../../../core/models/view/modelTree';
import type { ChannelLog } from '../../platform/log';
import { oneAtATime } from '../../platform/oneAtATime';
import { asInfo } from '../../platform/problems';
import type { EditorServices } from '../../platform/services';
import type { ContextValue } from '../../platform/contributions/contextKeys';
import { VIEWS } from '../../platform/contributions/views';
import { setContext } from '../../platform/setContext';
import { directoryPaths, modelRoots, settings, touches } from '../../platform/settings';
import { missingDecoration } from './missingDecoration';
import { ModelsTree } from './modelsTree';

/** The view shown again within this time is not scanned again. */
const FRESH_MS = 10_000;
const BADGE_AFTER_MS = 300;

/**
 * The Models view and the library behind it. Nothing is read before the view is visible for the first time or a
 * command needs the models.
 */
export class ModelsView {
  readonly tree: ModelsTree;
  readonly view: vscode.TreeView<TreeNode>;
  /** Models changed: those paths, or any. */
  readonly onDidChange: vscode.Event<readonly string[] | undefined>;

  private readonly changed = new vscode.EventEmitter<readonly string[] | undefined>();
  private readonly failures = new Map<string, ProblemInfo>();
  private readonly disposables: { dispose(): unknown }[] = [];
  private library: Library | undefined;
  private stopListening: (() => void) | undefined;
  private scannedAt = 0;
  private badgeTimer: NodeJS.Timeout | undefined;
  private scanned: Promise<void> | undefined;
  /** Scans the folders again; several calls are one. A failure is shown in the view. */
  readonly refresh = oneAtATime(() => this.scan());

  constructor(
    private readonly services: EditorServices,
    private readonly log: ChannelLog,
  ) {
    this.onDidChange = this.changed.event;
    this.tree = new ModelsTree(
      () => this.library,
      (path) => this.entry(path),
      settings.groupBy,
    );
    this.view = vscode.window.createTreeView(VIEWS.models, {
      treeDataProvider: this.tree,
      canSelectMany: true,
      showCollapseAll: true,
    });
    this.disposables.push(
      this.tree,
      this.view,
      this.changed,
      vscode.window.registerFileDecorationProvider(missingDecoration),
      this.view.onDidChangeVisibility(({ visible }) => visible && this.look()),
      vscode.window.onDidChangeWindowState(({ focused }) => focused && this.view.visible && this.look()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.lookAgain()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.lookAgain()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (touches(event, 'models.directories', 'models.ignore')) this.lookAgain();
        if (touches(event, 'models.groupBy')) this.tree.update(undefined);
      }),
    );
    this.showState('scanning');
    if (this.view.visible) this.look();
  }

  /** Scans the folders and shows everything anew, pictures of the same name too. */
  async refreshAll(): Promise<void> {
    await this.refresh();
    this.tree.update(undefined);
    this.changed.fire(undefined);
  }

  /** Waits until the models have been looked for. */
  async ready(): Promise<void> {
    await (this.scanned ??= this.refresh());
  }

  /** Reads one model and its sidecar again. */
  async reload(path: string): Promise<void> {
    await this.ready();
    const { library } = await this.services.models();
    await library.reload(path);
  }

  /** The folders with models that are there now, absolute. */
  presentRoots(): string[] {
    return (this.library?.roots() ?? []).flatMap(({ path, missing }) => (missing ? [] : [path]));
  }

  /** All models, with the failures of this session. */
  entries(): ModelEntry[] {
    return (this.library?.entries() ?? []).map((entry) => this.withFailure(entry));
  }

  /** The models below a folder (absolute). */
  inFolder(folder: string): ModelEntry[] {
    return this.entries().filter(({ path }) => isInside(path, folder));
  }

  entry(path: string): ModelEntry | undefined {
    const entry = this.library?.entry(path);
    return entry && this.withFailure(entry);
  }

  /** Whether the models have been looked for. */
  get isLoaded(): boolean {
    return this.library !== undefined;
  }

  /** Remembers what failed, and forgets what went right meanwhile. */
  note(result: AnnotateResult): void {
    if (result.state === 'failed' && result.error && result.error.code !== 'cancelled') {
      this.failures.set(result.path, result.error);
    } else {
      this.failures.delete(result.path);
    }
  }

  /** Scrolls the view to a model. */
  async reveal(path: string): Promise<void> {
    const node = this.tree.node(path);
    if (node) await this.view.reveal(node, { select: true, focus: true });
  }

  dispose(): void {
    clearTimeout(this.badgeTimer);
    this.stopListening?.();
    for (const disposable of this.disposables) disposable.dispose();
  }

  /** Scans unless that was done a moment ago. */
  private look(): void {
    if (Date.now() - this.scannedAt > FRESH_MS) void (this.scanned = this.refresh());
  }

  /** Scans if anything was scanned before. */
  private lookAgain(): void {
    if (this.scanned) void (this.scanned = this.refresh());
  }

  private async scan(): Promise<void> {
    const first = this.library === undefined;
    if (first) this.view.message = vscode.l10n.t('Looking for models…');
    try {
      await vscode.window.withProgress({ location: { viewId: VIEWS.models } }, async () => {
        const { library } = await this.services.models();
        this.listenTo(library);
        for (const { written, path } of directoryPaths()) {
          if (path === undefined) this.log.warn(`models.directories: nothing is known for ${written}`);
        }
        await library.refresh(modelRoots());
      });
      this.scannedAt = Date.now();
      this.showLibrary();
    } catch (error) {
      const { message, advice } = asInfo(error, vscode.l10n.t('Models'));
      this.log.error(`Scanning failed: ${message} ${advice}`);
      this.scanned = undefined;
      this.showState('failed');
    } finally {
      if (first) this.view.message = '';
    }
  }

  private listenTo(library: Library): void {
    if (library === this.library) return;
    this.stopListening?.();
    this.library = library;
    this.stopListening = library.onDidChange((paths) => {
      this.tree.update(paths);
      this.changed.fire(paths);
      // Thousands of models may change one after another, and each count looks at all of them.
      this.badgeTimer ??= setTimeout(() => this.showBadge(), BADGE_AFTER_MS);
    });
  }

  private showLibrary(): void {
    this.tree.updateNow();
    this.showBadge();
    const shown = this.tree.getChildren();
    const roots = this.library?.roots() ?? [];
    this.showState(shown.length > 0 ? 'ready' : roots.length === 0 ? 'noFolder' : 'empty');
  }

  private showBadge(): void {
    clearTimeout(this.badgeTimer);
    this.badgeTimer = undefined;
    const bad = this.entries().filter(({ state }) => state === 'refused' || state === 'failed').length;
    this.view.badge =
      bad === 0
        ? undefined
        : {
            value: bad,
            tooltip:
              bad === 1
                ? vscode.l10n.t('1 model has a problem')
                : vscode.l10n.t('{0} models have a problem', bad),
          };
  }

  private showState(state: ContextValue<'models.state'>): void {
    void setContext('models.state', state);
  }

  private withFailure(entry: ModelEntry): ModelEntry {
    const problem = entry.problem ?? this.failures.get(entry.path);
    if (!problem) return entry;
    return { ...entry, problem, state: entry.state === 'unidentified' ? 'failed' : entry.state };
  }
}
