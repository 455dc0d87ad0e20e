/** What follows the whole name of a model file in the name of its sidecar (S0-43). */
export const SIDECAR_SUFFIX = '.metadata.json';

/** The folder of previews beside the models (S0-53). */
export const PREVIEW_FOLDER = '.previews';

/** The path of a model's sidecar. */
export function sidecarPath(modelPath: string): string {
  return modelPath + SIDECAR_SUFFIX;
}
