import * as vscode from 'vscode';
import type { ModelsFeature } from '../models/feature';
import { registerHandlers } from '../platform/commands';
import {
  TRAINING_COMMANDS,
  type CommandHandlers,
  type TrainingCommandId,
} from '../platform/contributions/commandIds';
import type { EditorFoundation } from '../platform/foundation';
import { checkTrainingFile } from './commands/checkTraining';
import { importTrainingFile } from './commands/importTraining';
import { newTraining } from './commands/newTraining';
import { TRAINING_TRIGGERS, trainingCompletion } from './language/trainingCompletion';
import { TrainingDiagnostics } from './language/trainingDiagnostics';
import { FIX_KINDS, trainingFixes } from './language/trainingFixes';
import { trainingHover } from './language/trainingHover';
import { TRAINING_LANGUAGE } from './language/trainingLanguage';
import { trainingLenses } from './language/trainingLenses';
import { vscodeTrainingEditor as editor } from './vscodeTrainingEditor';

/** Registers the language of training files and the commands over them. */
export function registerTraining(
  { log }: EditorFoundation,
  { dialogs, problems, jobs }: Pick<ModelsFeature, 'dialogs' | 'problems' | 'jobs'>,
): vscode.Disposable {
  const language = { language: TRAINING_LANGUAGE };
  const diagnostics = new TrainingDiagnostics(editor, (error) =>
    log.error(`Training file: ${String(error)}`),
  );
  const handlers: CommandHandlers<TrainingCommandId> = {
    'diffusionWorkbench.checkTraining': (item) =>
      checkTrainingFile(
        { dialogs, jobs, editor, show: (path, check) => diagnostics.show(path, check) },
        item,
      ),
    'diffusionWorkbench.newTraining': (item) => newTraining({ dialogs, editor }, item),
    'diffusionWorkbench.importTraining': (item) => importTrainingFile(dialogs, item),
  };
  return vscode.Disposable.from(
    registerHandlers(TRAINING_COMMANDS, handlers, problems),
    diagnostics,
    vscode.languages.registerCompletionItemProvider(
      language,
      trainingCompletion(editor),
      ...TRAINING_TRIGGERS,
    ),
    vscode.languages.registerHoverProvider(language, trainingHover),
    vscode.languages.registerCodeActionsProvider(language, trainingFixes(diagnostics), {
      providedCodeActionKinds: FIX_KINDS,
    }),
    vscode.languages.registerCodeLensProvider(language, trainingLenses),
  );
}
