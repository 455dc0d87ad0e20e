import { join } from 'node:path';
import { l10n, type ExtensionContext } from 'vscode';
import { ChannelLog } from './log';
import { EditorServices } from './services';
import { CivitaiToken } from './token';

/** What every feature of the editor stands on. */
export interface EditorFoundation {
  readonly context: ExtensionContext;
  readonly log: ChannelLog;
  readonly token: CivitaiToken;
  readonly services: EditorServices;
}

/** Builds it. Nothing is read, and nothing of the core is loaded. */
export function editorFoundation(context: ExtensionContext): EditorFoundation {
  const token = new CivitaiToken(context.secrets);
  const log = new ChannelLog(() => token.known());
  const storage = context.globalStorageUri.fsPath;
  const services = new EditorServices(
    {
      log,
      clock: () => new Date(),
      workerFolder: join(context.extensionPath, 'dist'),
      texts: l10n.bundle,
      cacheFolder: storage,
      dataFolder: storage,
    },
    token,
  );
  return { context, log, token, services };
}
