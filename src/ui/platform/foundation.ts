import { join } from 'node:path';
import { l10n, type ExtensionContext } from 'vscode';
import { userDataFolder } from '../../core/files/userData';
import { ChannelLog } from './log';
import { LogToFile } from './logToFile';
import { EditorServices } from './services';
import { settings } from './settings';
import { CivitaiToken } from './token';

/** What every feature of the editor stands on. */
export interface EditorFoundation {
  readonly context: ExtensionContext;
  readonly log: ChannelLog;
  /** Follows the setting for it once it is updated. */
  readonly logToFile: LogToFile;
  readonly token: CivitaiToken;
  readonly services: EditorServices;
}

/** Builds it. Nothing is read, and nearly nothing of the core is loaded. */
export function editorFoundation(context: ExtensionContext): EditorFoundation {
  const token = new CivitaiToken(context.secrets);
  const log = new ChannelLog(() => token.known());
  const services = new EditorServices(
    {
      log,
      clock: () => new Date(),
      workerFolder: join(context.extensionPath, 'dist'),
      texts: l10n.bundle,
      cacheFolder: context.globalStorageUri.fsPath,
      dataFolder: userDataFolder(),
    },
    token,
  );
  const logToFile = new LogToFile({
    log,
    folder: context.logUri.fsPath,
    isEnabled: settings.logFileEnabled,
  });
  return { context, log, logToFile, token, services };
}
