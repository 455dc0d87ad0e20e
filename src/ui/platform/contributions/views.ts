/** The views in the side bar. */
export const VIEWS = {
  models: 'diffusionWorkbench.models',
  promptChanges: 'diffusionWorkbench.promptChanges',
  jobs: 'diffusionWorkbench.jobs',
  downloads: 'diffusionWorkbench.downloads',
} as const;

/** The types of the webview panels, by which VS Code restores them after a restart. */
export const PANELS = {
  details: 'diffusionWorkbench.details',
  tokens: 'diffusionWorkbench.tokens',
  run: 'diffusionWorkbench.run',
  compare: 'diffusionWorkbench.compare',
  gallery: 'diffusionWorkbench.gallery',
} as const;

/** The form of training files: a custom editor. */
export const TRAINING_FORM = 'diffusionWorkbench.training';
