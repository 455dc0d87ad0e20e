import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isFinished } from '../../../core/tasks/transitions';
import { VIEWS } from '../../platform/contributions/views';
import { setContext } from '../../platform/setContext';
import { DownloadsTree, type DownloadsSnapshot, type DropDownloads } from './downloadsTree';

/** The Downloads view: what runs, waits and has run. It is there once there is a download. */
export class DownloadsView {
  private readonly tree: DownloadsTree;
  private readonly view: vscode.TreeView<string>;
  private readonly listener: vscode.Disposable;
  private latest: DownloadsSnapshot | undefined;

  constructor(drop: DropDownloads) {
    this.tree = new DownloadsTree(drop);
    this.view = vscode.window.createTreeView(VIEWS.downloads, {
      treeDataProvider: this.tree,
      dragAndDropController: this.tree,
      canSelectMany: true,
    });
    this.listener = this.view.onDidChangeVisibility(() => this.draw());
  }

  /** Shows downloads as they are now; drawn only while the view is in sight. */
  show(snapshot: DownloadsSnapshot): void {
    this.latest = snapshot;
    const count = (...states: readonly string[]) =>
      snapshot.tasks.filter(({ state }) => states.includes(state)).length;
    const [running, failed] = [count('running'), count('failed')];
    void setContext('downloads.any', snapshot.tasks.length > 0);
    void setContext('downloads.active', count('running', 'pending') > 0);
    void setContext('downloads.paused', count('paused') > 0);
    void setContext('downloads.failed', failed > 0);
    void setContext('downloads.finished', snapshot.tasks.some(isFinished));
    this.view.badge =
      running + failed === 0
        ? undefined
        : { value: running + failed, tooltip: l10n.t('{0} running, {1} failed', running, failed) };
    this.view.message = messageOf(snapshot);
    this.draw();
  }

  private draw(): void {
    if (this.view.visible && this.latest) this.tree.show(this.latest);
  }

  dispose(): void {
    vscode.Disposable.from(this.listener, this.view, this.tree).dispose();
  }
}

function messageOf({ held, tasks }: DownloadsSnapshot): string {
  if (!tasks.some(({ state }) => state === 'pending')) return '';
  if (held === 'offline') return l10n.t('Nothing can be reached. Downloads go on when the network is back.');
  if (held === 'metered')
    return l10n.t('The setting network.meteredConnection is on: downloads wait until it is off.');
  return '';
}
