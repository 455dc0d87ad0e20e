import type { ExtensionContext } from 'vscode';
import { registerModels } from './ui/models/registerModels';
import { ChannelLog } from './ui/platform/log';
import { CivitaiToken } from './ui/platform/token';

let stop: (() => Promise<void>) | undefined;

/** Registers the features. Their services are built when they are first used. */
export function activate(context: ExtensionContext): void {
  const token = new CivitaiToken(context.secrets);
  const log = new ChannelLog(() => token.known());
  context.subscriptions.push(log);
  stop = registerModels(context, token, log).dispose;
}

/** Ends workers and connections, and waits until what is known is on disk. */
export async function deactivate(): Promise<void> {
  await stop?.();
}
