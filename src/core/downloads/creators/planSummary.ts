import type { CreatorPlan } from './types';
import { fileBytes } from '../../civitai/versionFiles';

/** How much of a creator there is to download; with `--json`, a part of the document. */
export interface PlanSummary {
  /** That Civitai lists, of all types. */
  readonly models_listed: number;
  /** By the profile, which also counts those that the API does not list. */
  readonly models_by_profile: number | null;
  /** Wanted models by type. */
  readonly types: Readonly<Record<string, number>>;
  readonly versions: number;
  /** Model files to download, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  readonly pictures: number;
  /** Files and pictures that are on the disk, and not in the log yet. */
  readonly adopted: number;
  readonly done: number;
  /** What Civitai has no more. */
  readonly gone: number;
  readonly versions_without_file: number;
  /** Null where the drive does not tell. */
  readonly free_bytes: number | null;
}

/** @param free bytes that are free where it goes; undefined where the drive does not tell */
export function planSummary(plan: CreatorPlan, free: number | undefined): PlanSummary {
  const { versions, listed, profileCount } = plan;
  const inState = (state: string) => versions.filter((version) => version.state === state);
  const images = versions.flatMap((version) => version.images);
  const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
  const types: Record<string, number> = {};
  const models = new Map(versions.map(({ modelId, model }) => [modelId, model.type ?? 'unknown']));
  for (const type of models.values()) types[type] = (types[type] ?? 0) + 1;
  return {
    models_listed: listed,
    models_by_profile: profileCount ?? null,
    types,
    versions: versions.length,
    files: inState('missing').length,
    bytes: sum(inState('missing').map(({ file }) => (file && fileBytes(file)) ?? 0)),
    pictures: images.filter(({ state }) => state === 'missing').length,
    adopted: inState('adopted').length + images.filter(({ state }) => state === 'adopted').length,
    done: inState('done').length + sum(versions.map(({ imagesDone }) => imagesDone)),
    gone: inState('gone').length + sum(versions.map(({ imagesGone }) => imagesGone)),
    versions_without_file: inState('none').length,
    free_bytes: free ?? null,
  };
}
