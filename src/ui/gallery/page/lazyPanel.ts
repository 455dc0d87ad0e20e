import type * as vscode from 'vscode';
import type { Page } from '../../platform/panels';

/** A page whose code is loaded when it is first shown: the start of the editor does not wait for it. */
export class LazyPanel implements Page {
  private page: Page | undefined;
  private isClosed = false;

  constructor(
    panel: Pick<vscode.WebviewPanel, 'dispose'>,
    load: () => Promise<Page>,
    onError: (error: unknown) => void,
  ) {
    void load().then(
      (page) => {
        if (this.isClosed) page.dispose();
        else this.page = page;
      },
      (error: unknown) => {
        onError(error);
        panel.dispose();
      },
    );
  }

  dispose(): void {
    this.isClosed = true;
    this.page?.dispose();
  }
}
