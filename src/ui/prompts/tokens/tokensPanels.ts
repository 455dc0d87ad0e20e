import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../../../core/log';
import type { CollectedTokens } from '../../../core/prompts/run/types';
import { parsePersisted, type TokensOrigin } from '../../../protocol/tokens';
import type { TokensHost } from './tokensHost';
import { PANELS } from '../../platform/contributions/views';
import { TokensPanel } from './tokensPanel';

/** The open tables of collected tokens, one a folder. */
export class TokensPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new Map<string, TokensPanel>();
  private readonly registration: vscode.Disposable;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly host: TokensHost,
    private readonly log: Log,
  ) {
    this.registration = vscode.window.registerWebviewPanelSerializer(PANELS.tokens, this);
  }

  /** Shows what was collected, in the panel of its folder where there is one. */
  show(origin: TokensOrigin, collected: CollectedTokens): void {
    const open = this.panels.get(origin.base);
    const panel = open ?? this.open(origin);
    panel.show(origin, collected);
    if (open) open.reveal();
  }

  /** After a reload the tokens are gone: the page says so, and offers to collect them again. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const origin = parsePersisted(state)?.origin;
    if (!origin || this.panels.has(origin.base)) panel.dispose();
    else this.adopt(panel, origin);
    return Promise.resolve();
  }

  dispose(): void {
    this.registration.dispose();
    for (const panel of [...this.panels.values()]) panel.dispose();
  }

  private open(origin: TokensOrigin): TokensPanel {
    const title = vscode.l10n.t('Tokens: {0}', basename(origin.base));
    return this.adopt(
      vscode.window.createWebviewPanel(PANELS.tokens, title, vscode.ViewColumn.Active),
      origin,
    );
  }

  private adopt(webviewPanel: vscode.WebviewPanel, origin: TokensOrigin): TokensPanel {
    const panel = new TokensPanel(webviewPanel, origin, {
      extensionUri: this.extensionUri,
      host: this.host,
      log: this.log,
      onClosed: () => this.panels.delete(origin.base),
    });
    this.panels.set(origin.base, panel);
    return panel;
  }
}
