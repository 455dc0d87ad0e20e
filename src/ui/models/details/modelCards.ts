import * as vscode from 'vscode';
import type { Log } from '../../../core/log';
import type { DetailsDraft } from '../../../protocol/details';
import { EDITORS } from '../../platform/contributions/views';
import { isActiveCard, showCard } from './cardTab';
import type { DetailsHost } from './detailsHost';
import { DetailsPanel } from './detailsPanel';

/** The cards of models: custom editors of their files, of which VS Code reads nothing. */
export class ModelCards implements vscode.CustomReadonlyEditorProvider, vscode.Disposable {
  private readonly drafts = new Map<string, DetailsDraft>();
  private readonly registrations: readonly vscode.Disposable[];
  private lastClick: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly host: DetailsHost,
    private readonly log: Log,
  ) {
    this.registrations = [EDITORS.details, EDITORS.detailsOffered].map((type) =>
      vscode.window.registerCustomEditorProvider(type, this, { webviewOptions: { enableFindWidget: true } }),
    );
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const { extensionUri, host, log, drafts } = this;
    const page = new DetailsPanel(panel, uri, { extensionUri, host, log, drafts });
    panel.onDidDispose(() => page.dispose());
  }

  /** Opens the card of a model (absolute path), or brings it to the front. */
  async show(path: string): Promise<void> {
    await showCard(vscode.Uri.file(path), {});
  }

  /**
   * What a click on a row does, as in the Explorer: the card comes as a preview and the focus stays. A second click, so
   * a double click as well, keeps it and goes to it.
   */
  async clicked(path: string): Promise<void> {
    const uri = vscode.Uri.file(path);
    // One after the other: the second of a double click comes before the card of the first is there.
    const shown = this.lastClick.then(() => {
      const isAgain = isActiveCard(uri);
      return showCard(uri, { preview: !isAgain, preserveFocus: !isAgain });
    });
    this.lastClick = shown.catch(() => undefined);
    await shown;
  }

  dispose(): void {
    vscode.Disposable.from(...this.registrations).dispose();
  }
}
