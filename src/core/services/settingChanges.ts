/** What a setting replaces when it changes. */
export type Replaceable = 'network' | 'hash workers' | 'cache';

/**
 * The settings that something is built with, by their full names, or by that of a group of settings. All others are
 * asked for at each use.
 */
export const REPLACED_BY: Readonly<Record<string, Replaceable>> = {
  'diffusionWorkbench.civitai.baseUrl': 'network',
  'diffusionWorkbench.civitai.maxConcurrent': 'network',
  'diffusionWorkbench.images.maxConcurrent': 'network',
  'diffusionWorkbench.limits.lora': 'network',
  // The proxy and the certificates.
  http: 'network',
  'diffusionWorkbench.models.hashWorkers': 'hash workers',
  'diffusionWorkbench.cache.enabled': 'cache',
};

/**
 * What a change of settings replaces.
 * @param affects whether the change concerns a setting, or one of a group
 */
export function replacedBy(affects: (setting: string) => boolean): ReadonlySet<Replaceable> {
  const affected = Object.entries(REPLACED_BY).filter(([setting]) => affects(setting));
  return new Set(affected.map(([, replaced]) => replaced));
}
