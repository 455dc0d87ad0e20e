import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { hexOf } from '../../civitai/hashFormats';
import { webAddress } from '../../civitai/webAddress';
import { formatBytes } from '../../text/amounts';
import type { AnnotateResult } from '../identify/types';
import type { ModelEntry } from '../library/modelEntry';
import { MODEL_STATES, stemOf, type ModelState } from '../modelFile';

/** Civitai's types that a prompt calls by `<lora:…>`, lower case. */
const LORA_TYPES: ReadonlySet<string> = new Set(['lora', 'locon', 'lycoris', 'dora']);

type Named = Pick<ModelEntry, 'relativePath' | 'sidecar'>;

/** What a model is called wherever it is shown: the name in its sidecar, else Civitai's, else its file name. */
export function modelName(entry: Named): string {
  return nonBlank(entry.sidecar?.name) ?? defaultName(entry);
}

/** What a model is called while its sidecar has no name of its own. */
export function defaultName(entry: Named): string {
  return nonBlank(entry.sidecar?.civitai_name) ?? basename(entry.relativePath);
}

/** The size of a model as it is shown: `6.9 GB`. */
export function modelSize(entry: Pick<ModelEntry, 'size'>): string {
  return formatBytes(entry.size);
}

/** Checkpoint, LORA, …, where known. */
export function modelType(entry: Pick<ModelEntry, 'sidecar' | 'header'>): string | undefined {
  return entry.sidecar?.model_type ?? entry.sidecar?.civitai_type ?? entry.header?.type;
}

/** `SDXL 1.0`, `Flux.1 D`, …, where known. */
export function baseModel(entry: ModelEntry): string | undefined {
  return entry.sidecar?.base_model ?? entry.header?.baseModel;
}

/** Whether a prompt calls the model by `<lora:…>`. */
export function isLora(entry: Pick<ModelEntry, 'sidecar' | 'header'>): boolean {
  return LORA_TYPES.has((modelType(entry) ?? '').toLowerCase());
}

/** `<lora:FILE NAME WITHOUT EXTENSION:WEIGHT>`: the preferred weight, else 1. */
export function loraTag(entry: ModelEntry): string {
  return `<lora:${stemOf(entry.relativePath)}:${entry.sidecar?.preferred_weight ?? 1}>`;
}

/**
 * The hash that is shown: the sidecar's, else the SHA-256 of the file as it is now. One that the user did not type, and
 * that is of another file, gives way to that of this one.
 */
export function shownHash({ sidecar, sha256 }: Pick<ModelEntry, 'sidecar' | 'sha256'>): string | undefined {
  const hash = sidecar?.hash ?? sidecar?.hash_sha256;
  const hex = sidecar?.hash_source === 'user' ? undefined : hexOf(hash);
  const isOther = hex !== undefined && sha256 !== undefined && !sha256.startsWith(hex.toLowerCase());
  return isOther ? `AUTOV2: ${sha256.slice(0, 10).toUpperCase()}` : (hash ?? sha256);
}

/** Where the model file can be downloaded, without a token: the address of this very file, else the best of its version. */
export function downloadUrl({ sidecar }: Pick<ModelEntry, 'sidecar'>): string | undefined {
  const addresses = [sidecar?.file_info?.downloadUrl, ...(sidecar?.download_urls ?? [])];
  return addresses.flatMap((address) => webAddress(address) ?? [])[0];
}

/** The page of the model on Civitai, or undefined where it is not linked. */
export function civitaiPage(entry: ModelEntry, origin: string): string | undefined {
  const { civitai_model_id: model, civitai_version_id: version } = entry.sidecar ?? {};
  if (model !== undefined) {
    return `${origin}/models/${model}${version === undefined ? '' : `?modelVersionId=${version}`}`;
  }
  return version === undefined ? undefined : `${origin}/model-versions/${version}`;
}

/** Says that several versions on Civitai have this file and the user has yet to choose one; else undefined. */
export function choiceText(entry: ModelEntry): string | undefined {
  const versions = entry.sidecar?.civitai_candidates?.length ?? 0;
  return versions > 1 ? l10n.t('{0} versions fit: fetch it to choose', versions) : undefined;
}

/** The state of a model in words, with who linked it where that was the user. */
export function modelStateText({ state, sidecar }: Pick<ModelEntry, 'state' | 'sidecar'>): string {
  if (sidecar?.civitai_state === 'unlinked') return l10n.t('unlinked by you');
  if (state === 'identified' && sidecar?.identified_by === 'user') return l10n.t('linked by you');
  if (state === 'provisional' && sidecar?.identified_by === 'tensors')
    return l10n.t('same tensors, other header');
  return stateText(state);
}

/** A state in words. */
export function stateText(state: ModelState): string {
  switch (state) {
    case 'identified':
      return l10n.t('identified');
    case 'provisional':
      return l10n.t('provisional');
    case 'not_found':
      return l10n.t('not on Civitai');
    case 'unidentified':
      return l10n.t('not identified yet');
    case 'refused':
      return l10n.t('not a whole model file');
    case 'failed':
      return l10n.t('failed');
  }
}

/** One line that says what a run found: `9 identified · 1 not on Civitai`. */
export function resultsText(results: readonly AnnotateResult[]): string {
  return MODEL_STATES.flatMap((state) => {
    const count = results.filter((result) => result.state === state).length;
    return count === 0 ? [] : [`${count} ${stateText(state)}`];
  }).join(' · ');
}

function nonBlank(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}
