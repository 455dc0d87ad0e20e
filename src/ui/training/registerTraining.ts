import { join } from 'node:path';
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
import { touches } from '../platform/settings';
import { TrainerTables } from './check/trainerTables';
import type { WholeCheck, WholeCheckOptions } from './check/wholeCheck';
import { checkTrainingEnvironment } from './commands/checkEnvironment';
import { checkTrainingFile } from './commands/checkTraining';
import { importTrainingFile } from './commands/importTraining';
import { makeTrainingCaptions } from './commands/makeCaptions';
import { newTraining } from './commands/newTraining';
import { notTrusted } from './commands/notTrusted';
import { trainFile } from './commands/trainFile';
import { languageKnowledge } from './language/languageKnowledge';
import { TRAINING_TRIGGERS, trainingCompletion } from './language/trainingCompletion';
import { TrainingDiagnostics } from './language/trainingDiagnostics';
import { FIX_KINDS, trainingFixes } from './language/trainingFixes';
import { trainingHover } from './language/trainingHover';
import { TRAINING_LANGUAGE } from './language/trainingLanguage';
import { trainingLenses } from './language/trainingLenses';
import { jobCommands } from './run/jobCommands';
import { LazyPictures } from './runView/lazyPictures';
import { registerRunPanels } from './runView/runPanels';
import { runViewCommand } from './runView/runViewCommands';
import { TrainingRuns } from './run/trainingRuns';
import { showTrainingStatus } from './run/showTrainingStatus';
import { vscodeTrainingEditor as editor } from './vscodeTrainingEditor';

/** Registers the language of training files and the commands over them. */
export function registerTraining(
  { context, log, services }: EditorFoundation,
  { dialogs, problems, jobs }: Pick<ModelsFeature, 'dialogs' | 'problems' | 'jobs'>,
): vscode.Disposable {
  const language = { language: TRAINING_LANGUAGE };
  const tables = new TrainerTables({
    editor,
    isTrusted: () => vscode.workspace.isTrusted,
    cacheFolder: context.globalStorageUri.fsPath,
  });
  const knowledge = languageKnowledge(editor, tables);
  const diagnostics = new TrainingDiagnostics(editor, tables, (error) =>
    log.error(`Training file: ${String(error)}`),
  );
  const workers = { workerFolder: join(context.extensionPath, 'dist'), texts: vscode.l10n.bundle };
  const trainings = async () => {
    if (!vscode.workspace.isTrusted) throw notTrusted();
    return services.trainings(editor.settings('').jobsDir);
  };
  const runs = new TrainingRuns({
    dialogs,
    editor,
    jobs: trainings,
    onQueued: ({ id }) => void panels.show(id),
  });
  const pictures = new LazyPictures(workers);
  const panels = registerRunPanels({
    extensionUri: context.extensionUri,
    log,
    jobs: trainings,
    pictures: () => pictures.get(),
    run: (command, id) => runViewCommand(command, id, { dialogs, jobs: trainings }),
    useCheckpoint: (id, path) => dialogs.execute('diffusionWorkbench.jobs.useCheckpoint', id, path),
  });
  const isTrusted = () => vscode.workspace.isTrusted;
  const show = (path: string, found: WholeCheck) => diagnostics.show(path, found);
  const check = (options: WholeCheckOptions) => (item: unknown) =>
    checkTrainingFile({ dialogs, jobs, editor, tables, workers, log, isTrusted, show }, item, options);
  const handlers: CommandHandlers<TrainingCommandId> = {
    'diffusionWorkbench.checkTraining': check({ environment: true }),
    'diffusionWorkbench.checkTrainingEnvironment': () =>
      checkTrainingEnvironment({
        dialogs,
        jobs,
        log,
        settings: () => editor.settings(''),
        isTrusted,
        check: async () =>
          (await import('../../core/training/environment/checkEnvironment')).checkEnvironment,
      }),
    'diffusionWorkbench.train': (item) =>
      trainFile(
        // A training may wait for its turn: what it runs on is as it is when it begins.
        { dialogs, editor, check: check({ environment: false }), train: (file) => runs.train(file) },
        item,
      ),
    'diffusionWorkbench.makeCaptions': (item) =>
      makeTrainingCaptions({ dialogs, jobs, editor, isTrusted }, item),
    'diffusionWorkbench.newTraining': (item) => newTraining({ dialogs, editor }, item),
    'diffusionWorkbench.importTraining': (item) => importTrainingFile(dialogs, item),
  };
  return vscode.Disposable.from(
    registerHandlers(TRAINING_COMMANDS, handlers, problems),
    registerHandlers(
      JOB_COMMANDS,
      jobCommands({
        dialogs,
        jobs: trainings,
        show: (job) => runs.show(job),
        open: ({ id }) => void panels.show(id),
      }),
      problems,
    ),
    runs.disposable,
    panels,
    pictures,
    showTrainingStatus({
      trainings,
      onDidStart: runs.onDidStart,
      onError: (error) => log.error(`Trainings: ${String(error)}`),
    }),
    diagnostics,
    tables,
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (touches(event, 'training.pythonPath', 'training.kohya.scriptPath')) tables.settingsChanged();
    }),
    vscode.languages.registerCompletionItemProvider(
      language,
      trainingCompletion(knowledge),
      ...TRAINING_TRIGGERS,
    ),
    vscode.languages.registerHoverProvider(language, trainingHover(knowledge)),
    vscode.languages.registerCodeActionsProvider(language, trainingFixes(diagnostics), {
      providedCodeActionKinds: FIX_KINDS,
    }),
    vscode.languages.registerCodeLensProvider(language, trainingLenses),
  );
}
