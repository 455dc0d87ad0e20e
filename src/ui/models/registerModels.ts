import * as vscode from 'vscode';
import type { EditorFoundation } from '../platform/foundation';
import { registerCommands } from './commands/registerCommands';
import { DetailsPanels } from './details/detailsPanels';
import { LibraryDetailsHost } from './details/libraryDetailsHost';
import type { ModelsFeature } from './feature';
import { AnnotateRunner } from './identify/annotateRunner';
import { confirmInBackground } from './identify/backgroundConfirm';
import { TokenCheck } from './identify/tokenCheck';
import { showDiagnostics } from './view/diagnostics';
import { ModelsView } from './view/modelsView';
import { watchModels } from './view/watchers';

/**
 * Registers the Models view and all that belongs to it. Nothing is read, started or asked before the view is visible
 * or a command is called.
 */
export function registerModels({ context, services, token, log }: EditorFoundation): {
  readonly feature: ModelsFeature;
  readonly disposable: vscode.Disposable;
} {
  const models = new ModelsView(services, log);
  const tokenCheck = new TokenCheck(services, token);
  const runner = new AnnotateRunner(models, services, tokenCheck, log);
  const details = new DetailsPanels(context.extensionUri, new LibraryDetailsHost(() => feature), log);
  const feature: ModelsFeature = { services, models, runner, details, token, tokenCheck, log };
  const disposable = vscode.Disposable.from(
    registerCommands(feature),
    watchModels(models, () => runner.isRunning),
    showDiagnostics(models),
    confirmInBackground(models, runner, log),
    details,
    runner,
    tokenCheck,
    models,
  );
  return { feature, disposable };
}
