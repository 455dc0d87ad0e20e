import * as vscode from 'vscode';
import { DetailsPanels } from './details/detailsPanels';
import type { ChannelLog } from '../platform/log';
import { ServicesHolder } from '../platform/services';
import { touches } from '../platform/settings';
import type { CivitaiToken } from '../platform/token';
import { AnnotateRunner } from './identify/annotateRunner';
import { confirmInBackground } from './identify/backgroundConfirm';
import { showDiagnostics } from './view/diagnostics';
import type { ModelsFeature } from './feature';
import { LibraryDetailsHost } from './details/libraryDetailsHost';
import { ModelsView } from './view/modelsView';
import { registerCommands } from './commands/registerCommands';
import { TokenCheck } from './identify/tokenCheck';
import { watchModels } from './view/watchers';

/**
 * Registers the Models view and all that belongs to it. Nothing is read, started or asked before the view is visible
 * or a command is called.
 * @returns what ends it, the services last
 */
export function registerModels(
  context: vscode.ExtensionContext,
  token: CivitaiToken,
  log: ChannelLog,
): { feature: ModelsFeature; dispose: () => Promise<void> } {
  const services = new ServicesHolder(context, token, log);
  const models = new ModelsView(services, log);
  const tokenCheck = new TokenCheck(services, token);
  const runner = new AnnotateRunner(models, tokenCheck, log);
  const details = new DetailsPanels(context.extensionUri, new LibraryDetailsHost(() => feature), log);
  const feature: ModelsFeature = { services, models, runner, details, token, tokenCheck, log };

  const all = vscode.Disposable.from(
    registerCommands(feature),
    watchModels(models, () => runner.isRunning),
    showDiagnostics(models),
    confirmInBackground(models, runner, log),
    vscode.workspace.onDidChangeConfiguration((event) => {
      const rebuilt =
        touches(event, 'civitai.baseUrl', 'civitai.maxConcurrent', 'models.hashWorkers', 'cache.enabled') ||
        event.affectsConfiguration('http');
      if (!rebuilt) return;
      runner.cancel();
      void services.reset();
    }),
    details,
    runner,
    tokenCheck,
    models,
  );
  return {
    feature,
    dispose: async () => {
      all.dispose();
      await services.dispose();
    },
  };
}
