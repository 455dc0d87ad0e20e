import * as vscode from 'vscode';

/** One page that a set of panels shows. */
export interface Page {
  dispose(): void;
}

/** A kind of panel: one is open for each key. */
export interface PanelKind<Subject, P extends Page> {
  /** As package.json and the editor's own memory call it. */
  readonly viewType: string;
  readonly title: (subject: Subject) => string;
  /** Tells the panels of a kind apart. */
  readonly keyOf: (subject: Subject) => string;
  /** What the panel of an earlier session was about, from what its page kept; undefined where that is not ours. */
  readonly parse: (state: unknown) => Subject | undefined;
  readonly findWidget?: boolean;
  /** Fills a panel. */
  readonly makePage: (panel: vscode.WebviewPanel, subject: Subject) => P;
}

/** The open panels of one kind, one for each key. Restores them after the window was reloaded. */
export class Panels<Subject, P extends Page> implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly open = new Map<string, { readonly panel: vscode.WebviewPanel; readonly page: P }>();
  private readonly registration: vscode.Disposable;

  constructor(private readonly kind: PanelKind<Subject, P>) {
    this.registration = vscode.window.registerWebviewPanelSerializer(kind.viewType, this);
  }

  /** Brings the panel to the front that is about this, or opens one. */
  show(subject: Subject): P {
    const { viewType, title, keyOf, findWidget = false } = this.kind;
    const open = this.open.get(keyOf(subject));
    if (open) {
      open.panel.reveal();
      return open.page;
    }
    const panel = vscode.window.createWebviewPanel(viewType, title(subject), vscode.ViewColumn.Active, {
      enableFindWidget: findWidget,
    });
    return this.adopt(panel, subject);
  }

  /** What the page kept may come from anywhere: `parse` checks it. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const subject = this.kind.parse(state);
    if (subject === undefined || this.open.has(this.kind.keyOf(subject))) panel.dispose();
    else this.adopt(panel, subject);
    return Promise.resolve();
  }

  dispose(): void {
    this.registration.dispose();
    for (const { panel } of [...this.open.values()]) panel.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, subject: Subject): P {
    const key = this.kind.keyOf(subject);
    const page = this.fill(panel, subject);
    this.open.set(key, { panel, page });
    panel.onDidDispose(() => {
      this.open.delete(key);
      page.dispose();
    });
    return page;
  }

  private fill(panel: vscode.WebviewPanel, subject: Subject): P {
    try {
      return this.kind.makePage(panel, subject);
    } catch (error) {
      // An empty panel would stay open, and belong to nothing.
      panel.dispose();
      throw error;
    }
  }
}
