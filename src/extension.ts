import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { createApi, type DiffusionWorkbenchApi } from './ui/api';
import { registerDownloads } from './ui/downloads/registerDownloads';
import { registerGallery } from './ui/gallery/registerGallery';
import { registerModels } from './ui/models/registerModels';
import { editorFoundation } from './ui/platform/foundation';
import { touches } from './ui/platform/settings';
import { registerPromptLanguage } from './ui/prompts/language/registerLanguage';
import { registerPrompts } from './ui/prompts/registerPrompts';
import { registerTraining } from './ui/training/registerTraining';
import { registerUndo } from './ui/undo/registerUndo';

/** What `deactivate` ends, the newest first. */
let running: (() => unknown)[] = [];

/** Builds the foundation and registers the features. Their services are built when they are first used. */
export function activate(context: vscode.ExtensionContext): DiffusionWorkbenchApi {
  // Before anything has a text to show. Where VS Code has no bundle for the user's language, texts are English.
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
  try {
    return start(context);
  } catch (error) {
    void deactivate();
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(
      l10n.t('Diffusion Workbench could not start, so none of its views and commands work: {0}', reason),
    );
    throw error;
  }
}

/** Ends what runs, and waits until what is known is on disk. */
export async function deactivate(): Promise<void> {
  const ends = running.reverse();
  running = [];
  for (const end of ends) {
    // One that fails must not keep the others from writing what is known.
    try {
      await end();
    } catch (error) {
      console.error(error);
    }
  }
}

function start(context: vscode.ExtensionContext): DiffusionWorkbenchApi {
  const started = performance.now();
  const foundation = editorFoundation(context);
  const { log, logToFile, services } = foundation;
  running.push(
    () => log.dispose(),
    () => logToFile.close(),
    () => services.close(),
  );
  const register = (disposable: vscode.Disposable): void =>
    void running.push(() => {
      disposable.dispose();
    });
  void logToFile.update();
  register(
    vscode.workspace.onDidChangeConfiguration((event) => {
      void services.settingsChanged(event);
      if (touches(event, 'logFile.enabled')) void logToFile.update();
    }),
  );
  const models = registerModels(foundation);
  register(models.disposable);
  register(registerPromptLanguage(models.feature.models));
  register(registerPrompts(foundation, models.feature));
  register(registerTraining(foundation, models.feature));
  register(registerDownloads(foundation, models.feature));
  register(registerGallery(foundation, models.feature));
  register(registerUndo(models.feature));
  const api = createApi(models.feature);
  // Users wait for this whenever the editor starts; `npm run bench` reads it.
  performance.measure('diffusionWorkbench.activate', { start: started });
  return api;
}
