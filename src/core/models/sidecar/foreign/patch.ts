import type { EditableField, Sidecar } from '../fields';
import { valuesPatch } from '../merge';
import { patched } from '../replaced';
import type { SidecarPatch } from '../store';
import type { ForeignMetadata } from './types';

/** Adds what other tools say. An identity of theirs is provisional. */
export function foreignPatch(current: Sidecar, foreign: ForeignMetadata): SidecarPatch {
  const { modelId, versionId, modelName, versionName, creator, type, previewPath } = foreign;
  let patch: SidecarPatch = {};
  for (const [field, value] of Object.entries(foreign.values) as [EditableField, unknown][]) {
    const source = foreign.valueSources[field] ?? foreign.source;
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
      ...(creator !== undefined && { civitai_creator: creator }),
      ...(type !== undefined && { civitai_type: type, model_type: type }),
      ...(modelId !== undefined && {
        hash: `civitai: ${modelId} @ ${versionId}`,
        hash_type: 'civitai' as const,
      }),
      identified_by: 'adopted' as const,
    }),
  };
}
