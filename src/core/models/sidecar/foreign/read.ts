import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { parseJsonObject } from '../../../json/jsonDocument';
import type { EditableField, EditableValues, FieldSource, Sidecar } from '../fields';
import { valuesPatch } from '../merge';
import { patched } from '../replaced';
import type { SidecarPatch } from '../store';
import { a1111 } from './a1111';
import { civitaiHelper } from './civitaiHelper';
import { loraManager } from './loraManager';
import { stabilityMatrix } from './stabilityMatrix';
import { swarmUi } from './swarmUi';
import type { ForeignFormat, ForeignMetadata, ToolMetadata } from './types';

export type { ForeignMetadata } from './types';

/** In the order of trust: the first that knows a thing wins. */
const FORMATS: readonly ForeignFormat[] = [loraManager, stabilityMatrix, civitaiHelper, a1111, swarmUi];

/** Other tools' files are small; a larger one is not a sidecar. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Endings of the pictures that other tools write beside `foo.safetensors`, the most common first. */
const PREVIEW_ENDINGS = ['preview', 'thumb', '']
  .flatMap((part) => ['png', 'jpg', 'jpeg', 'webp'].map((extension) => [part, extension]))
  .map((segments) => segments.filter((segment) => segment !== '').join('.'));

/**
 * What other tools' sidecars beside a model say of it. Files that are broken, or of another model, are skipped.
 * @param size bytes of the model
 * @param listing shared between the models of a run, so that each folder is listed once
 * @returns undefined where they say nothing
 */
export async function readForeign(
  modelPath: string,
  size: number,
  listing: FolderListing = folderListing(),
): Promise<ForeignMetadata | undefined> {
  const folder = dirname(modelPath);
  const name = basename(modelPath);
  const stem = basename(name, extname(name));
  const siblings = await listing(folder);
  const found: { source: FieldSource; metadata: ToolMetadata }[] = [];
  for (const format of FORMATS) {
    const file = format.fileName(stem, name);
    const value = siblings.has(file) ? await readObject(join(folder, file)) : undefined;
    const metadata = value && format.read(value, size);
    if (metadata) found.push({ source: format.source, metadata });
  }
  const ids = idsInName(stem);
  if (ids) found.push({ source: 'file', metadata: { ...ids, values: {} } });
  const previewPath = PREVIEW_ENDINGS.map((ending) => `${stem}.${ending}`).find((file) => siblings.has(file));
  return combine(found, previewPath);
}

/** The names of what lies in a folder. */
export type FolderListing = (folder: string) => Promise<ReadonlySet<string>>;

/** Lists each folder once; for the time of one run. */
export function folderListing(): FolderListing {
  const listings = new Map<string, Promise<ReadonlySet<string>>>();
  return (folder) => {
    const listed =
      listings.get(folder) ??
      readdir(folder).then(
        (names) => new Set(names),
        () => new Set<string>(),
      );
    listings.set(folder, listed);
    return listed;
  };
}

/** Adds what other tools say. An identity of theirs is provisional. */
export function foreignPatch(current: Sidecar, foreign: ForeignMetadata): SidecarPatch {
  const { modelId, versionId, modelName, versionName, type, previewPath } = foreign;
  let patch: SidecarPatch = {};
  for (const [field, value] of Object.entries(foreign.values) as [EditableField, unknown][]) {
    const source = foreign.valueSources?.[field] ?? foreign.source;
    patch = { ...patch, ...valuesPatch(patched(current, patch), { [field]: value }, source) };
  }
  return {
    ...patch,
    ...(current.preview_path === undefined && previewPath !== undefined && { preview_path: previewPath }),
    ...(versionId !== undefined && {
      civitai_version_id: versionId,
      ...(modelId !== undefined && { civitai_model_id: modelId }),
      ...(modelName !== undefined && { civitai_name: modelName }),
      ...(versionName !== undefined && { civitai_version_name: versionName }),
      ...(type !== undefined && { civitai_type: type, model_type: type }),
      ...(modelId !== undefined && {
        hash: `civitai: ${modelId} @ ${versionId}`,
        hash_type: 'civitai' as const,
      }),
      identified_by: 'adopted' as const,
    }),
  };
}

/** The first format that knows a version gives the identity, the first that has a value gives the value. */
function combine(
  found: readonly { readonly source: FieldSource; readonly metadata: ToolMetadata }[],
  previewPath: string | undefined,
): ForeignMetadata | undefined {
  const identity = found.find(({ metadata }) => metadata.versionId !== undefined) ?? found[0];
  const values: EditableValues = {};
  const valueSources: Partial<Record<EditableField, FieldSource>> = {};
  for (const { source, metadata } of found) {
    for (const [field, value] of Object.entries(metadata.values) as [EditableField, unknown][]) {
      if (field in values) continue;
      Object.assign(values, { [field]: value });
      valueSources[field] = source;
    }
  }
  const hasContent = identity?.metadata.versionId !== undefined || Object.keys(values).length > 0;
  if (!identity || !hasContent) return undefined;
  return {
    ...identity.metadata,
    source: identity.source,
    values,
    valueSources,
    ...(previewPath !== undefined && { previewPath }),
  };
}

/** civitdl puts the ids into the name: `foo-mid_123-vid_456`. */
function idsInName(stem: string): { modelId: number; versionId: number } | undefined {
  const ids = /-mid_(\d{1,10})-vid_(\d{1,10})$/.exec(stem);
  return ids ? { modelId: Number(ids[1]), versionId: Number(ids[2]) } : undefined;
}

async function readObject(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    if ((await stat(path)).size > MAX_BYTES) return undefined;
    const read = parseJsonObject(await readFile(path, 'utf8'));
    return read.ok ? read.value : undefined;
  } catch {
    return undefined;
  }
}
