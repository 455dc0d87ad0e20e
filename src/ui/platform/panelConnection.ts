import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { Problem } from '../../core/problem/problem';
import type { Log } from '../../core/log';
import { Connection, type ConnectionOptions, type Side } from '../../protocol/connection';

/**
 * The extension's end of the line to the page of a panel. It is closed with the panel.
 * @param name whose page it is, as the log calls it
 */
export function panelConnection<Local extends Side, Remote extends Side>(
  panel: vscode.WebviewPanel,
  name: string,
  log: Log,
  sides: Pick<ConnectionOptions<Local, Remote>, 'local' | 'remote' | 'handlers'>,
): Connection<Local, Remote> {
  const connection = new Connection<Local, Remote>({
    ...sides,
    post: (message) => void panel.webview.postMessage(message),
    describe: (error) => describe(error, name, log),
    onInvalid: (why) => log.warn(`${name}: ${why}`),
  });
  const listener = panel.webview.onDidReceiveMessage((message: unknown) => connection.receive(message));
  panel.onDidDispose(() => {
    connection.close();
    listener.dispose();
  });
  return connection;
}

/** What the page shows of a failure: only the text of a `Problem` is written for the user. */
function describe(error: unknown, name: string, log: Log): string {
  if (error instanceof Problem) return `${error.message} ${error.advice}`;
  log.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  return l10n.t('Something went wrong. The log of Diffusion Workbench says more.');
}
