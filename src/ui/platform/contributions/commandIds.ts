/** The commands over models, as package.json contributes them. A missing handler does not compile. */
export const MODEL_COMMANDS = [
  'diffusionWorkbench.models.browse',
  'diffusionWorkbench.models.refresh',
  'diffusionWorkbench.models.annotateAll',
  'diffusionWorkbench.models.annotate',
  'diffusionWorkbench.models.extract',
  'diffusionWorkbench.models.fetch',
  'diffusionWorkbench.models.editHash',
  'diffusionWorkbench.models.unlink',
  'diffusionWorkbench.models.undo',
  'diffusionWorkbench.models.details',
  'diffusionWorkbench.models.copyTriggerWords',
  'diffusionWorkbench.models.copyHash',
  'diffusionWorkbench.models.copyLoraTag',
  'diffusionWorkbench.models.copyDownloadUrl',
  'diffusionWorkbench.models.openOnCivitai',
  'diffusionWorkbench.models.revealInOs',
  'diffusionWorkbench.models.revealInExplorer',
  'diffusionWorkbench.models.openSidecar',
  'diffusionWorkbench.models.removeDirectory',
  'diffusionWorkbench.models.groupByFolder',
  'diffusionWorkbench.models.groupByType',
  'diffusionWorkbench.models.groupByBaseModel',
  'diffusionWorkbench.models.exportMetadata',
  'diffusionWorkbench.models.importMetadata',
  'diffusionWorkbench.civitai.setToken',
  'diffusionWorkbench.cache.clear',
  'diffusionWorkbench.log.show',
] as const;

/** The commands over prompt files. */
export const PROMPT_COMMANDS = [
  'diffusionWorkbench.prompts.refilter',
  'diffusionWorkbench.prompts.regenerate',
  'diffusionWorkbench.prompts.collect',
  'diffusionWorkbench.prompts.apply',
  'diffusionWorkbench.prompts.discard',
  'diffusionWorkbench.prompts.showChanges',
  'diffusionWorkbench.prompts.showThese',
  'diffusionWorkbench.prompts.leaveOut',
  'diffusionWorkbench.prompts.takeIn',
  'diffusionWorkbench.prompts.undo',
  'diffusionWorkbench.prompts.editFilters',
  'diffusionWorkbench.prompts.addToFilter',
  'diffusionWorkbench.prompts.moveLorasToFront',
  'diffusionWorkbench.prompts.removeFiltered',
  'diffusionWorkbench.prompts.nameLora',
] as const;

/** The commands over training files. */
export const TRAINING_COMMANDS = [
  'diffusionWorkbench.checkTraining',
  'diffusionWorkbench.train',
  'diffusionWorkbench.checkTrainingEnvironment',
  'diffusionWorkbench.makeCaptions',
  'diffusionWorkbench.trainCharacterLora',
  'diffusionWorkbench.trainOnModel',
  'diffusionWorkbench.trainOnPictures',
  'diffusionWorkbench.openTrainingForm',
  'diffusionWorkbench.newTraining',
  'diffusionWorkbench.importTraining',
  'diffusionWorkbench.trainAgain',
] as const;

/** The commands over trainings that wait, run or have run. */
export const JOB_COMMANDS = [
  'diffusionWorkbench.jobs.openRun',
  'diffusionWorkbench.jobs.show',
  'diffusionWorkbench.jobs.saveNow',
  'diffusionWorkbench.jobs.stopAndSave',
  'diffusionWorkbench.jobs.stop',
  'diffusionWorkbench.jobs.resume',
  'diffusionWorkbench.jobs.useCheckpoint',
] as const;

/** The commands of the Jobs view. */
export const JOBS_VIEW_COMMANDS = [
  'diffusionWorkbench.jobs.moveUp',
  'diffusionWorkbench.jobs.moveDown',
  'diffusionWorkbench.jobs.runNext',
  'diffusionWorkbench.jobs.compare',
  'diffusionWorkbench.jobs.openFolder',
  'diffusionWorkbench.jobs.openTrainingFile',
  'diffusionWorkbench.jobs.openOriginal',
  'diffusionWorkbench.jobs.trainAgain',
  'diffusionWorkbench.jobs.remove',
  'diffusionWorkbench.jobs.restore',
] as const;

/** The commands that download from Civitai. */
export const DOWNLOAD_COMMANDS = [
  'diffusionWorkbench.downloads.model',
  'diffusionWorkbench.downloads.otherVersion',
  'diffusionWorkbench.downloads.images',
  'diffusionWorkbench.downloads.pathTemplate',
  'diffusionWorkbench.downloads.creator',
  'diffusionWorkbench.downloads.showFailed',
  'diffusionWorkbench.downloads.retryFailed',
  'diffusionWorkbench.images.saveMetadata',
] as const;

/** The commands of the Downloads view. */
export const DOWNLOADS_VIEW_COMMANDS = [
  'diffusionWorkbench.downloads.pause',
  'diffusionWorkbench.downloads.resume',
  'diffusionWorkbench.downloads.retry',
  'diffusionWorkbench.downloads.cancel',
  'diffusionWorkbench.downloads.clear',
  'diffusionWorkbench.downloads.moveUp',
  'diffusionWorkbench.downloads.moveDown',
  'diffusionWorkbench.downloads.moveFirst',
  'diffusionWorkbench.downloads.reveal',
  'diffusionWorkbench.downloads.pauseAll',
  'diffusionWorkbench.downloads.resumeAll',
  'diffusionWorkbench.downloads.retryAll',
  'diffusionWorkbench.downloads.clearFinished',
] as const;

/** The commands over galleries. */
export const GALLERY_COMMANDS = ['diffusionWorkbench.gallery.open'] as const;

/** The commands over everything that can be undone. */
export const UNDO_COMMANDS = ['diffusionWorkbench.undo.forget'] as const;

/** Every command of the extension. */
export const COMMANDS = [
  ...MODEL_COMMANDS,
  ...PROMPT_COMMANDS,
  ...TRAINING_COMMANDS,
  ...JOB_COMMANDS,
  ...JOBS_VIEW_COMMANDS,
  ...DOWNLOAD_COMMANDS,
  ...DOWNLOADS_VIEW_COMMANDS,
  ...GALLERY_COMMANDS,
  ...UNDO_COMMANDS,
] as const;

export type ModelCommandId = (typeof MODEL_COMMANDS)[number];
export type PromptCommandId = (typeof PROMPT_COMMANDS)[number];
export type TrainingCommandId = (typeof TRAINING_COMMANDS)[number];
export type JobsViewCommandId = (typeof JOBS_VIEW_COMMANDS)[number];
export type JobCommandId = (typeof JOB_COMMANDS)[number];
export type DownloadCommandId = (typeof DOWNLOAD_COMMANDS)[number];
export type DownloadsViewCommandId = (typeof DOWNLOADS_VIEW_COMMANDS)[number];
export type CommandId = (typeof COMMANDS)[number];

/** What a command does. VS Code passes whatever the place it was called from has: a row, a URI, nothing. */
export type CommandHandler = (...args: unknown[]) => Promise<unknown>;

export type CommandHandlers<Id extends CommandId = CommandId> = Record<Id, CommandHandler>;
