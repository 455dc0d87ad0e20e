import { dirname } from 'node:path';
import type { ModelEntry } from '../models/library/modelEntry';
import { modelType } from '../models/view/modelText';

/** Types that programs keep in one folder. */
const KIN: Readonly<Record<string, string>> = { locon: 'lora', lycoris: 'lora', dora: 'lora' };

const kinOf = (type: string): string => KIN[type.toLowerCase()] ?? type.toLowerCase();

/**
 * The folder that the settings name for a type of Civitai; that of LoRAs also for LoCon and DoRA.
 * @param folders absolute paths by types, whatever their case
 */
export function namedFolder(folders: Readonly<Record<string, string>>, type: string): string | undefined {
  const entries = Object.entries(folders);
  const named = (wanted: string) => entries.find(([name]) => name.toLowerCase() === wanted)?.[1];
  return named(type.toLowerCase()) ?? named(kinOf(type));
}

/** The folders of a library that hold models of a type, absolute, those with most of them first. */
export function usualFolders(
  models: readonly Pick<ModelEntry, 'path' | 'sidecar' | 'header'>[],
  type: string,
): string[] {
  const counts = new Map<string, number>();
  for (const model of models) {
    const found = modelType(model);
    if (found === undefined || kinOf(found) !== kinOf(type)) continue;
    const folder = dirname(model.path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one).map(([folder]) => folder);
}
