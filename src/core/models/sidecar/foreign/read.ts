import * as l10n from '@vscode/l10n';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { parseJsonObject } from '../../../json/jsonDocument';
import type { EditableField, EditableValues, FieldSource, Sidecar } from '../fields';
import { toProblem } from '../../../problem/toProblem';
import { valuesPatch } from '../merge';
import { present } from '../present';
import { patched } from '../replaced';
import type { SidecarPatch } from '../store';
import { a1111 } from './a1111';
import { civitaiHelper } from './civitaiHelper';
import { loraManager } from './loraManager';
import { folderListing, type FolderListing } from './siblings';
import { stabilityMatrix } from './stabilityMatrix';
import { swarmUi } from './swarmUi';
import type { ForeignFormat, ForeignMetadata, ToolMetadata } from './types';

export { folderListing, type FolderListing } from './siblings';
export type { ForeignMetadata } from './types';

/** In the order of trust: the first that knows a thing wins. */
const FORMATS: readonly ForeignFormat[] = [loraManager, stabilityMatrix, civitaiHelper, a1111, swarmUi];

/** Other tools' files are small; a larger one is not a sidecar. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Endings of the pictures that other tools write beside `foo.safetensors`, the most common first. */
const PREVIEW_ENDINGS = ['.preview', '.thumb', '', '.example.0'].flatMap((part) =>
  ['png', 'jpg', 'jpeg', 'webp', 'gif', 'avif'].map((extension) => `${part}.${extension}`),
);

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
  const notices: string[] = [];
  for (const format of FORMATS) {
    const file = siblings.find(stem, format.fileName(stem, name).slice(stem.length));
    if (file === undefined) continue;
    const read = await readObject(join(folder, file));
    if ('notice' in read) {
      notices.push(read.notice);
      continue;
    }
    const metadata = format.read(read.value, size, stem);
    // Some tools write an empty file beside each model that they do not know.
    if (!metadata && Object.keys(read.value).length > 0 && read.value.skeleton_file !== true) {
      notices.push(l10n.t('{0} was not taken: it says nothing of this model.', file));
    }
    if (metadata?.isOfOtherSize) {
      notices.push(
        l10n.t('{0} is of a file of another size: your notes in it are taken, its identity is not.', file),
      );
    }
    if (metadata) found.push({ source: format.source, metadata });
  }
  const ids = idsInName(stem);
  if (ids) found.push({ source: 'file', metadata: { ...ids, values: {} } });
  const previewPath = PREVIEW_ENDINGS.map((ending) => siblings.find(stem, ending)).find(
    (file) => file !== undefined,
  );
  return combine(found, previewPath, notices);
}

/** Whether other tools' files say anything, beside what was not taken of them. */
export function says({ versionId, values, previewPath }: ForeignMetadata): boolean {
  return versionId !== undefined || previewPath !== undefined || Object.keys(values).length > 0;
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
  notices: readonly string[],
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
  if (!hasContent && previewPath === undefined && notices.length === 0) return undefined;
  return {
    ...(identity && identityOf(identity.metadata)),
    source: identity?.source ?? 'file',
    values,
    valueSources,
    notices,
    ...(previewPath !== undefined && { previewPath }),
  };
}

/** civitdl puts the ids into the name: `foo-mid_123-vid_456`. */
function idsInName(stem: string): { modelId: number; versionId: number } | undefined {
  const ids = /-mid_(\d{1,10})-vid_(\d{1,10})$/.exec(stem);
  return ids ? { modelId: Number(ids[1]), versionId: Number(ids[2]) } : undefined;
}

/** The identity that a tool gives, without what is of the user. */
function identityOf({
  modelId,
  versionId,
  modelName,
  versionName,
  type,
  sha256,
}: ToolMetadata): Omit<ToolMetadata, 'values'> {
  return present({ modelId, versionId, modelName, versionName, type, sha256 });
}

/** A file's object, or why it was not taken. */
async function readObject(
  path: string,
): Promise<{ readonly value: Readonly<Record<string, unknown>> } | { readonly notice: string }> {
  const name = basename(path);
  try {
    const { size, isRegular } = await stat(path).then((found) => ({
      size: found.size,
      isRegular: found.isFile(),
    }));
    if (!isRegular) return { notice: l10n.t('{0} was not taken: it is no regular file.', name) };
    if (size > MAX_BYTES)
      return { notice: l10n.t('{0} was not taken: it is larger than a sidecar can be.', name) };
    const read = parseJsonObject(await readFile(path, 'utf8'));
    return read.ok ? read : { notice: l10n.t('{0} was not taken: it is not valid JSON.', name) };
  } catch (error) {
    return { notice: toProblem(error, name).message };
  }
}
