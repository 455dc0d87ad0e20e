import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { userDataFolder } from '../../../core/files/userData';
import { DOWNLOADS_FOLDER, type Downloads } from '../../../core/downloads/queue/downloads';
import { settings, touches } from '../../platform/settings';
import type { DownloadsView } from './downloadsView';
import type { DownloadsWatch } from './downloadsWatch';

/**
 * Shows and runs downloads once there is one at all: until then nothing of it is loaded. A window that opens goes on with
 * what another one, or the one before, has left.
 */
export class DownloadsShown {
  private readonly listeners: readonly vscode.Disposable[];
  private parts: { readonly watch: DownloadsWatch; readonly view: DownloadsView } | undefined;
  private isOver = false;

  constructor(
    private readonly downloads: () => Promise<Downloads>,
    private readonly onError: (error: unknown) => void,
  ) {
    const showIfAny = () => {
      if (vscode.workspace.isTrusted && existsSync(join(userDataFolder(), DOWNLOADS_FOLDER)))
        void this.show().catch(onError);
    };
    this.listeners = [
      vscode.workspace.onDidGrantWorkspaceTrust(showIfAny),
      vscode.workspace.onDidChangeConfiguration((event) => {
        const isNetwork = event.affectsConfiguration('network.meteredConnection');
        if (isNetwork || touches(event, 'civitai.enabled', 'downloads', 'limits'))
          void this.wake().catch(onError);
      }),
    ];
    showIfAny();
  }

  /** Begins to show and run what there is, or looks at once. */
  async show(): Promise<void> {
    const downloads = await this.downloads();
    const [{ DownloadsView }, { DownloadsWatch }, { dropDownloads }] = await Promise.all([
      import('./downloadsView'),
      import('./downloadsWatch'),
      import('./dropDownloads'),
    ]);
    if (this.isOver) return;
    if (this.parts) {
      this.parts.watch.look();
      return;
    }
    const view = new DownloadsView(async (ids, target) => {
      // One that has begun meanwhile is shown so.
      await dropDownloads(downloads.queue, ids, target).catch(this.onError);
      this.look();
    });
    const watch = new DownloadsWatch(downloads, settings.isMetered, this.onError);
    watch.onDidLook((snapshot) => view.show(snapshot));
    this.parts = { watch, view };
  }

  /** Looks now, where something is shown. */
  look(): void {
    this.parts?.watch.look();
  }

  dispose(): void {
    this.isOver = true;
    for (const listener of this.listeners) listener.dispose();
    this.parts?.watch.dispose();
    this.parts?.view.dispose();
  }

  /** Settings changed by which downloads run. */
  private async wake(): Promise<void> {
    if (!this.parts) return;
    (await this.downloads()).runner.look();
    this.look();
  }
}
