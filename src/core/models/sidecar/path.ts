/** What follows the whole name of a model file in the name of its sidecar (S0-43). */
export const SIDECAR_SUFFIX = '.metadata.json';

/** The path of a model's sidecar. */
export function sidecarPath(modelPath: string): string {
  return modelPath + SIDECAR_SUFFIX;
}
