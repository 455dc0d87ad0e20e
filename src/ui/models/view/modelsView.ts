import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { TreeNode } from '../../../core/models/view/treeNodes';
import type { ContextValue } from '../../platform/contributions/contextKeys';
import { VIEWS } from '../../platform/contributions/views';
import { setContext } from '../../platform/setContext';
import { settings, touches } from '../../platform/settings';
import type { ModelLibrary } from '../library/modelLibrary';
import { missingDecoration } from './missingDecoration';
import { ModelsTree } from './modelsTree';

const BADGE_AFTER_MS = 300;

/** The Models view: rows, message, badge and welcome texts. The models are scanned when it is first visible. */
export class ModelsView {
  readonly tree: ModelsTree;
  private readonly view: vscode.TreeView<TreeNode>;
  private readonly disposables: { dispose(): unknown }[];
  private badgeTimer: NodeJS.Timeout | undefined;

  constructor(private readonly models: ModelLibrary) {
    this.tree = new ModelsTree(models, settings.groupBy);
    this.view = vscode.window.createTreeView(VIEWS.models, {
      treeDataProvider: this.tree,
      canSelectMany: true,
      showCollapseAll: true,
    });
    const { view } = this;
    this.disposables = [
      this.tree,
      view,
      vscode.window.registerFileDecorationProvider(missingDecoration),
      models.onDidChange((paths) => {
        this.tree.update(paths);
        // Thousands of models may change one after another, and each count goes through all of them.
        this.badgeTimer ??= setTimeout(() => this.showBadge(), BADGE_AFTER_MS);
      }),
      view.onDidChangeVisibility(({ visible }) => visible && models.scanIfStale()),
      vscode.window.onDidChangeWindowState(({ focused }) => focused && view.visible && models.scanIfStale()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (touches(event, 'models.groupBy')) this.tree.update(undefined);
      }),
    ];
    this.showState('scanning');
    models.showScansWith((scan) => this.showScan(scan));
    if (view.visible) models.scanIfStale();
  }

  /** Shows a line above the rows; an empty one goes. */
  showMessage(text: string): void {
    this.view.message = text;
  }

  dispose(): void {
    clearTimeout(this.badgeTimer);
    for (const disposable of this.disposables) disposable.dispose();
  }

  private async showScan(scan: Promise<void>): Promise<void> {
    const isFirst = !this.models.isLoaded;
    if (isFirst) this.showMessage(l10n.t('Looking for models…'));
    try {
      await vscode.window.withProgress({ location: { viewId: VIEWS.models } }, () => scan);
      this.showLibrary();
    } catch (error) {
      this.showState('failed');
      throw error;
    } finally {
      if (isFirst) this.showMessage('');
    }
  }

  private showLibrary(): void {
    this.tree.updateNow();
    this.showBadge();
    const hasRows = this.tree.getChildren().length > 0;
    this.showState(hasRows ? 'ready' : this.models.roots().length === 0 ? 'noFolder' : 'empty');
  }

  private showBadge(): void {
    clearTimeout(this.badgeTimer);
    this.badgeTimer = undefined;
    const bad = this.models.entries().filter(({ state }) => state === 'refused' || state === 'failed').length;
    const tooltip = bad === 1 ? l10n.t('1 model has a problem') : l10n.t('{0} models have a problem', bad);
    this.view.badge = bad === 0 ? undefined : { value: bad, tooltip };
  }

  private showState(state: ContextValue<'models.state'>): void {
    void setContext('models.state', state);
  }
}
