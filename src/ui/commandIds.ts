/** Every command of the extension, as package.json contributes them. A missing handler does not compile. */
export const COMMANDS = [
  'diffusionWorkbench.models.browse',
  'diffusionWorkbench.models.refresh',
  'diffusionWorkbench.models.annotateAll',
  'diffusionWorkbench.models.annotate',
  'diffusionWorkbench.models.fetch',
  'diffusionWorkbench.models.editHash',
  'diffusionWorkbench.models.details',
  'diffusionWorkbench.models.copyTriggerWords',
  'diffusionWorkbench.models.copyHash',
  'diffusionWorkbench.models.copyLoraTag',
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

export type CommandId = (typeof COMMANDS)[number];

/** What a command does. VS Code passes whatever the place it was called from has: a row, a URI, nothing. */
export type CommandHandler = (...args: unknown[]) => Promise<unknown>;

export type CommandHandlers<Id extends CommandId = CommandId> = Record<Id, CommandHandler>;
