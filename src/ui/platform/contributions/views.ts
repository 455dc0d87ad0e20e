/** The views in the side bar. */
export const VIEWS = {
  models: 'diffusionWorkbench.models',
  promptChanges: 'diffusionWorkbench.promptChanges',
  jobs: 'diffusionWorkbench.jobs',
  downloads: 'diffusionWorkbench.downloads',
} as const;

/** The types of the webview panels, by which VS Code restores them after a restart. */
export const PANELS = {
  tokens: 'diffusionWorkbench.tokens',
  run: 'diffusionWorkbench.run',
  compare: 'diffusionWorkbench.compare',
  gallery: 'diffusionWorkbench.gallery',
} as const;

/** The types of the custom editors. */
export const EDITORS = {
  /** The form of training files. */
  training: 'diffusionWorkbench.training',
  /** The card of a model, for formats of models alone: VS Code opens these files as it. */
  details: 'diffusionWorkbench.details',
  /** The same for formats of other files, too: VS Code offers it beside its own. */
  detailsOffered: 'diffusionWorkbench.detailsOffered',
} as const;

/** The extensions, lower case, of models whose card is only offered: other programs use them for other files, too. */
export const DETAILS_OFFERED_FOR: ReadonlySet<string> = new Set(['.pt', '.pth', '.bin']);
