import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../../../core/log';
import { type DetailsDraft, parsePersisted } from '../../../protocol/details';
import type { DetailsHost } from './detailsHost';
import { PANELS } from '../../platform/contributions/views';
import { DetailsPanel } from './detailsPanel';

/** The open Details panels, one a model. Restores them after the window was reloaded. */
export class DetailsPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new Map<string, DetailsPanel>();
  private readonly drafts = new Map<string, DetailsDraft>();
  private readonly registration: vscode.Disposable;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly host: DetailsHost,
    private readonly log: Log,
  ) {
    this.registration = vscode.window.registerWebviewPanelSerializer(PANELS.details, this);
  }

  /** Shows the details of a model of the library, in the panel that already shows them where there is one. */
  show(path: string): void {
    const open = this.panels.get(path);
    if (open) {
      open.reveal();
      return;
    }
    const title = `Details: ${basename(path)}`;
    this.adopt(
      vscode.window.createWebviewPanel(PANELS.details, title, vscode.ViewColumn.Active, {
        enableFindWidget: true,
      }),
      path,
    );
  }

  /** The state comes from the page, so its path is only looked up in the library, never opened as it is. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const persisted = parsePersisted(state);
    if (!persisted || this.panels.has(persisted.path)) {
      panel.dispose();
      return;
    }
    this.adopt(panel, persisted.path);
    await this.host.ready();
  }

  dispose(): void {
    this.registration.dispose();
    for (const panel of [...this.panels.values()]) panel.dispose();
  }

  private adopt(webviewPanel: vscode.WebviewPanel, path: string): void {
    const panel = new DetailsPanel(webviewPanel, path, {
      extensionUri: this.extensionUri,
      host: this.host,
      log: this.log,
      drafts: this.drafts,
      onClosed: () => this.panels.delete(path),
    });
    this.panels.set(path, panel);
  }
}
