import * as l10n from '@vscode/l10n';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { isSafetensors } from '../../core/models/modelFile';
import { isLora, modelType } from '../../core/models/view/modelText';
import { kindOfModel } from '../../core/training/job/modelKind';
import { isNode, pickModel } from '../models/commands/pickModels';
import type { ModelsFeature } from '../models/feature';
import { registerHandlers } from '../platform/commands';
import {
  JOB_COMMANDS,
  JOBS_VIEW_COMMANDS,
  TRAINING_COMMANDS,
  type CommandHandlers,
  type TrainingCommandId,
} from '../platform/contributions/commandIds';
import { dateText } from '../platform/dates';
import type { EditorFoundation } from '../platform/foundation';
import { EDITORS } from '../platform/contributions/views';
import { touches } from '../platform/settings';
import { filePaths } from '../platform/uri';
import { registerComparePanels } from './compare/comparePanel';
import { TrainerTables } from './check/trainerTables';
import type { WholeCheck, WholeCheckOptions } from './check/wholeCheck';
import { checkTrainingEnvironment } from './commands/checkEnvironment';
import { checkTrainingFile } from './commands/checkTraining';
import { importTrainingFile } from './commands/importTraining';
import { makeTrainingCaptions } from './commands/makeCaptions';
import { newTraining } from './commands/newTraining';
import { notTrusted } from './commands/notTrusted';
import { trainJobAgain, trainLoraAgain } from './commands/trainAgain';
import { trainFile } from './commands/trainFile';
import { TrainingFormProvider } from './form/trainingFormProvider';
import { languageKnowledge } from './language/languageKnowledge';
import { TRAINING_TRIGGERS, trainingCompletion } from './language/trainingCompletion';
import { TrainingDiagnostics } from './language/trainingDiagnostics';
import { FIX_KINDS, trainingFixes } from './language/trainingFixes';
import { trainingHover } from './language/trainingHover';
import { TRAINING_LANGUAGE } from './language/trainingLanguage';
import { trainingLenses } from './language/trainingLenses';
import { FrozenFiles } from './jobs/frozenFiles';
import { jobsViewCommands } from './jobs/jobsViewCommands';
import { showJobs } from './jobs/showJobs';
import { jobCommands } from './run/jobCommands';
import { LazyThreads } from './lazyThreads';
import { openFolder } from '../platform/openFolder';
import { registerRunPanels } from './runView/runPanels';
import { runViewCommand } from './runView/runViewCommands';
import { TrainingRuns } from './run/trainingRuns';
import { vscodeTrainingEditor as editor } from './vscodeTrainingEditor';

/** Registers the language of training files and the commands over them. */
export function registerTraining(
  { context, log, services }: EditorFoundation,
  feature: Pick<ModelsFeature, 'dialogs' | 'problems' | 'jobs' | 'models' | 'rows'>,
): vscode.Disposable {
  const { dialogs, problems, jobs } = feature;
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
  const pictures = new LazyThreads(
    async () => new (await import('../../core/media/pictures')).Pictures(workers),
  );
  const datasetPictures = new LazyThreads(
    async () => new (await import('../../core/media/rememberedPictures')).RememberedPictures(workers),
  );
  const panels = registerRunPanels({
    extensionUri: context.extensionUri,
    log,
    jobs: trainings,
    pictures: () => pictures.get(),
    run: (command, id) => runViewCommand(command, id, { dialogs, jobs: trainings }),
    useCheckpoint: (id, path) => dialogs.execute('diffusionWorkbench.jobs.useCheckpoint', id, path),
  });
  const comparisons = registerComparePanels({
    extensionUri: context.extensionUri,
    log,
    jobs: trainings,
    pictures: () => pictures.get(),
    openRun: (id) => void panels.show(id),
  });
  const isTrusted = () => vscode.workspace.isTrusted;
  const show = (path: string, found: WholeCheck) => diagnostics.show(path, found);
  const check = (options: WholeCheckOptions) => (item: unknown) =>
    checkTrainingFile({ dialogs, jobs, editor, tables, workers, log, isTrusted, show }, item, options);
  const checkEnvironment = () =>
    checkTrainingEnvironment({
      dialogs,
      jobs,
      log,
      settings: () => editor.settings(''),
      isTrusted,
      check: async () => (await import('../../core/training/environment/checkEnvironment')).checkEnvironment,
    });
  const openForm = async (path: string) => {
    await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(path), EDITORS.training);
  };
  /** On a model of the view, on a folder of pictures, or with nothing chosen yet. */
  const trainCharacterLora = async (...args: unknown[]) => {
    const model = isNode(args[0]) ? await pickModel(feature, args, { title: l10n.t('Train on which model?') }) : undefined; // prettier-ignore
    if (isNode(args[0]) && !model) return;
    const baseModel = model?.path;
    const begun = baseModel === undefined ? { pictures: filePaths([args[0]])[0] } : { baseModel, kind: kindOfModel(baseModel) }; // prettier-ignore
    await newTraining({ dialogs, editor, open: openForm }, begun);
  };
  const frozen = new FrozenFiles(trainings);
  const again = { dialogs, open: openForm };
  const handlers: CommandHandlers<TrainingCommandId> = {
    'diffusionWorkbench.checkTraining': check({ environment: true }),
    'diffusionWorkbench.checkTrainingEnvironment': checkEnvironment,
    'diffusionWorkbench.train': (item) =>
      trainFile(
        // A training may wait for its turn: what it runs on is as it is when it begins.
        { dialogs, editor, check: check({ environment: false }), train: (file) => runs.train(file) },
        item,
      ),
    'diffusionWorkbench.makeCaptions': (item) =>
      makeTrainingCaptions({ dialogs, jobs, editor, isTrusted }, item),
    'diffusionWorkbench.newTraining': (item) =>
      newTraining(
        { dialogs, editor, open: (path) => dialogs.showFile(path) },
        { pictures: filePaths([item])[0] },
      ),
    'diffusionWorkbench.trainCharacterLora': trainCharacterLora,
    'diffusionWorkbench.trainOnModel': trainCharacterLora,
    'diffusionWorkbench.trainOnPictures': trainCharacterLora,
    'diffusionWorkbench.openTrainingForm': async (item) => {
      const path = filePaths([item])[0] ?? editor.activeFile();
      if (path !== undefined) await openForm(path);
    },
    'diffusionWorkbench.importTraining': (item) => importTrainingFile(dialogs, item),
    'diffusionWorkbench.trainAgain': async (...args) => {
      const lora = await pickModel(feature, args, {
        title: l10n.t('Train which LoRA again?'),
        none: l10n.t('There is no LoRA.'),
        fits: (entry) => isLora(entry) && isSafetensors(entry.path),
      });
      const metadata = async (path: string) => {
        const { scanner } = await services.models();
        return (await scanner.header(path)).metadata;
      };
      if (lora) await trainLoraAgain(again, lora.path, metadata);
    },
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
    registerHandlers(
      JOBS_VIEW_COMMANDS,
      jobsViewCommands({
        dialogs,
        jobs: trainings,
        dateText,
        changed: () => runs.changed(),
        compare: (ids) => void comparisons.show(ids),
        openFolder,
        showFrozen: (job) => frozen.show(job),
        trainAgain: (job, all) =>
          trainJobAgain(again, job, all, (folder) => editor.settings(folder).baseModels),
      }),
      problems,
    ),
    frozen,
    runs.disposable,
    panels,
    comparisons,
    pictures,
    showJobs({
      dialogs,
      trainings,
      onDidChange: runs.onDidChange,
      onError: (error) => log.error(`Trainings: ${String(error)}`),
    }),
    diagnostics,
    tables,
    vscode.window.registerCustomEditorProvider(
      EDITORS.training,
      new TrainingFormProvider({
        extensionUri: context.extensionUri,
        log,
        dialogs,
        editor,
        tables,
        findings: diagnostics,
        isTrusted,
        baseModels: () =>
          feature.models
            .entries()
            .flatMap((entry) => ((modelType(entry) ?? 'Checkpoint') === 'Checkpoint' ? [entry.path] : [])),
        datasetPictures: () => datasetPictures.get(),
        pictures: () => pictures.get(),
        cacheFolder: context.globalStorageUri.fsPath,
        check: check({ environment: true }),
        checkEnvironment,
      }),
      { webviewOptions: { enableFindWidget: true }, supportsMultipleEditorsPerDocument: true },
    ),
    datasetPictures,
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
