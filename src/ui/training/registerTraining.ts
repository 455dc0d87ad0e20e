import * as vscode from 'vscode';
import type { ModelsFeature } from '../models/feature';
import { registerHandlers } from '../platform/commands';
import {
  JOB_COMMANDS,
  TRAINING_COMMANDS,
  type CommandHandlers,
  type TrainingCommandId,
} from '../platform/contributions/commandIds';
import type { EditorFoundation } from '../platform/foundation';
import { checkTrainingFile } from './commands/checkTraining';
import { importTrainingFile } from './commands/importTraining';
import { newTraining } from './commands/newTraining';
import { trainFile } from './commands/trainFile';
import { TRAINING_TRIGGERS, trainingCompletion } from './language/trainingCompletion';
import { TrainingDiagnostics } from './language/trainingDiagnostics';
import { FIX_KINDS, trainingFixes } from './language/trainingFixes';
import { trainingHover } from './language/trainingHover';
import { TRAINING_LANGUAGE } from './language/trainingLanguage';
import { trainingLenses } from './language/trainingLenses';
import { jobCommands } from './run/jobCommands';
import { TrainingRuns } from './run/trainingRuns';
import { vscodeTrainingEditor as editor } from './vscodeTrainingEditor';

/** Registers the language of training files and the commands over them. */
export function registerTraining(
  { log, services }: EditorFoundation,
  { dialogs, problems, jobs }: Pick<ModelsFeature, 'dialogs' | 'problems' | 'jobs'>,
): vscode.Disposable {
  const language = { language: TRAINING_LANGUAGE };
  const diagnostics = new TrainingDiagnostics(editor, (error) =>
    log.error(`Training file: ${String(error)}`),
  );
  const trainings = () => services.trainings(editor.settings('').jobsDir);
  const runs = new TrainingRuns({ dialogs, editor, jobs: trainings });
  const check = (item: unknown) =>
    checkTrainingFile({ dialogs, jobs, editor, show: (path, found) => diagnostics.show(path, found) }, item);
  const handlers: CommandHandlers<TrainingCommandId> = {
    'diffusionWorkbench.checkTraining': check,
    'diffusionWorkbench.train': (item) =>
      trainFile({ dialogs, editor, check, train: (file) => runs.train(file) }, item),
    'diffusionWorkbench.newTraining': (item) => newTraining({ dialogs, editor }, item),
    'diffusionWorkbench.importTraining': (item) => importTrainingFile(dialogs, item),
  };
  return vscode.Disposable.from(
    registerHandlers(TRAINING_COMMANDS, handlers, problems),
    registerHandlers(
      JOB_COMMANDS,
      jobCommands({ dialogs, jobs: trainings, show: (job) => runs.show(job) }),
      problems,
    ),
    runs.disposable,
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
