import type { ExtensionContext } from 'vscode';
import { createApi, type DiffusionWorkbenchApi } from './ui/api';
import { registerModels } from './ui/models/registerModels';
import { ChannelLog } from './ui/platform/log';
import { CivitaiToken } from './ui/platform/token';
import { registerPromptLanguage } from './ui/prompts/language/registerLanguage';
import { registerPrompts } from './ui/prompts/registerPrompts';

let stop: (() => Promise<void>) | undefined;

/** Registers the features. Their services are built when they are first used. */
export function activate(context: ExtensionContext): DiffusionWorkbenchApi {
  const started = performance.now();
  const token = new CivitaiToken(context.secrets);
  const log = new ChannelLog(() => token.known());
  context.subscriptions.push(log);
  const { feature, dispose } = registerModels(context, token, log);
  stop = dispose;
  context.subscriptions.push(registerPromptLanguage(feature.models));
  context.subscriptions.push(registerPrompts(context, feature));
  const api = createApi(feature);
  // `npm run bench` reads it: a person waits for this whenever the editor starts.
  performance.measure('diffusionWorkbench.activate', { start: started });
  return api;
}

/** Ends workers and connections, and waits until what is known is on disk. */
export async function deactivate(): Promise<void> {
  await stop?.();
}
