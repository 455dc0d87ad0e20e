import * as vscode from 'vscode';
import type { EditorFoundation } from '../platform/foundation';
import { setContext } from '../platform/setContext';
import { Jobs } from '../platform/job';
import type { ChannelLog } from '../platform/log';
import { Problems } from '../platform/problems';
import { directoryPaths, modelRoots, settings } from '../platform/settings';
import { vscodeDialogs as dialogs } from '../platform/vscodeDialogs';
import { registerCommands } from './commands/registerCommands';
import { LibraryDetailsHost } from './details/libraryDetailsHost';
import { ModelCards } from './details/modelCards';
import type { ModelsFeature } from './feature';
import { AnnotateRunner } from './identify/annotateRunner';
import { confirmInBackground } from './identify/backgroundConfirm';
import { TokenCheck } from './identify/tokenCheck';
import { ModelLibrary } from './library/modelLibrary';
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
  const problems = new Problems({ dialogs, log });
  const jobs = new Jobs({ dialogs, problems });
  const models = new ModelLibrary({
    library: async () => (await services.models()).library,
    roots: () => scannedRoots(log),
    log,
  });
  const view = new ModelsView(models);
  const civitai = async () => (await services.network()).civitai();
  const tokenCheck = new TokenCheck({
    token,
    dialogs,
    isEnabled: settings.civitaiEnabled,
    origin: settings.civitaiOrigin,
    client: civitai,
  });
  const annotator = async () => (await services.models()).annotator;
  const runner = new AnnotateRunner({
    models,
    jobs,
    dialogs,
    tokenCheck,
    log,
    annotator,
    previews: settings.previewsEnabled,
  });
  const details = new ModelCards(context.extensionUri, new LibraryDetailsHost(() => feature), log);
  const feature: ModelsFeature = {
    services,
    models,
    annotator,
    civitai,
    baseUrl: settings.civitaiBaseUrl,
    changes: () => services.changes(),
    rows: view.tree,
    runner,
    details,
    token,
    tokenCheck,
    dialogs,
    problems,
    jobs,
    log,
  };

  const disposable = vscode.Disposable.from(
    registerCommands(feature),
    watchModels(models, () => runner.isRunning),
    showDiagnostics(models),
    confirmInBackground(models, runner, (text) => view.showMessage(text), log),
    runner.onDidChangeRunning((running) => {
      void setContext('models.annotating', running);
    }),
    details,
    jobs,
    tokenCheck,
    view,
    models,
  );
  return { feature, disposable };
}

/** The folders to scan. A folder of the setting that cannot be found out is logged. */
function scannedRoots(log: ChannelLog): readonly string[] {
  for (const { written, path } of directoryPaths()) {
    if (path === undefined) log.warn(`models.directories: nothing is known for ${written}`);
  }
  return modelRoots();
}
