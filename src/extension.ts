import type { ExtensionContext } from 'vscode';
import { createApi, type DiffusionWorkbenchApi } from './ui/api';
import { registerModels } from './ui/models/registerModels';
import { ChannelLog } from './ui/platform/log';
import { CivitaiToken } from './ui/platform/token';

let stop: (() => Promise<void>) | undefined;

/** Registers the features. Their services are built when they are first used. */
export function activate(context: ExtensionContext): DiffusionWorkbenchApi {
  const token = new CivitaiToken(context.secrets);
  const log = new ChannelLog(() => token.known());
  context.subscriptions.push(log);
  const { feature, dispose } = registerModels(context, token, log);
  stop = dispose;
  return createApi(feature);
}

/** Ends workers and connections, and waits until what is known is on disk. */
export async function deactivate(): Promise<void> {
  await stop?.();
}
