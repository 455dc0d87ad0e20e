/** User settings of every VS Code under test: quiet, and with the address of no Civitai, so that a test that forgot to start its own makes no request. */
export const TEST_SETTINGS = {
  'security.workspace.trust.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Dark 2026',
  'window.autoDetectColorScheme': false,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'git.enabled': false,
  // Without a graphics card, each frame of an animation is drawn by the processor that the tests need.
  'workbench.reduceMotion': 'on',
  'terminal.integrated.gpuAcceleration': 'off',
  'diffusionWorkbench.civitai.baseUrl': 'http://127.0.0.1:9/api/v1',
};
