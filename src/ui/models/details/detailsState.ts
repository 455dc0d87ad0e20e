import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import {
  EDITABLE_FIELDS,
  type EditableField,
  type EditableValues,
  type FieldSource,
  type Sidecar,
} from '../../../core/models/sidecar/fields';
import {
  baseModel,
  defaultName,
  downloadUrl,
  isLora,
  modelName,
  modelSize,
  modelType,
} from '../../../core/models/view/modelText';
import { shownHashes } from '../../../core/models/view/shownHashes';
import {
  DETAILS_FIELDS,
  type DetailsCommandName,
  type DetailsField,
  type DetailsModel,
} from '../../../protocol/details';
import type { ShownModel } from './detailsHost';

/** What values come from, by the names that these have themselves. */
const PROGRAMS: Record<Exclude<FieldSource, 'user' | 'file'>, string> = {
  civitai: 'Civitai',
  'lora-manager': 'LoRA Manager',
  'stability-matrix': 'StabilityMatrix',
  'civitai-helper': 'Civitai Helper',
  a1111: 'A1111 / Forge',
  swarmui: 'SwarmUI',
};

// Neither side may have a field that the other does not: then one of these does not compile.
const SIDECAR_FIELDS = EDITABLE_FIELDS satisfies readonly DetailsField[];
const PAGE_FIELDS = DETAILS_FIELDS satisfies readonly EditableField[];

/**
 * All that the Details page shows of a model.
 * @param training what the header says of the training, in the order it is shown
 * @param previewUri the picture's address for the webview
 */
export function detailsState(
  { entry, isOutside }: ShownModel,
  training: DetailsModel['training'],
  previewUri: string | undefined,
): DetailsModel {
  const sidecar = entry.sidecar ?? {};
  const fileName = basename(entry.path);
  const type = modelType(entry);
  const base = baseModel(entry);
  const values = editableValues(sidecar);
  return {
    kind: 'model',
    path: entry.path,
    title: modelName(entry),
    fileName,
    relativePath: entry.relativePath,
    size: modelSize(entry),
    badge: badge(entry, sidecar),
    isOutside,
    ...(entry.problem && { problem: { message: entry.problem.message, advice: entry.problem.advice } }),
    ...(type && { type }),
    ...(base && { baseModel: base }),
    ...(previewUri !== undefined && { preview: previewUri }),
    hashes: [...shownHashes(entry)],
    civitai: civitaiRows(sidecar),
    values,
    sources: sourceLabels(sidecar),
    offers: sidecar.civitai_offers ? editableValues(sidecar.civitai_offers) : {},
    placeholders: placeholders(entry),
    htmlDescription: sidecar.field_sources?.description !== 'user',
    training: [...training],
    candidates: isOutside ? [] : (sidecar.civitai_candidates ?? []),
    commands: isOutside ? [] : commands(entry, sidecar),
  };
}

function badge(entry: ModelEntry, sidecar: Sidecar): DetailsModel['badge'] {
  switch (entry.state) {
    case 'refused':
      return { text: l10n.t('Not a whole model file'), tone: 'bad' };
    case 'failed':
      return { text: l10n.t('Failed'), tone: 'bad' };
    case 'not_found':
      return { text: l10n.t('Not on Civitai'), tone: 'neutral' };
    case 'unidentified':
      if (sidecar.civitai_state === 'unlinked') return { text: l10n.t('Unlinked by you'), tone: 'neutral' };
      return { text: l10n.t('Not identified yet'), tone: 'neutral' };
    case 'provisional':
      if (sidecar.identified_by === 'tensors')
        return { text: l10n.t('Same tensors, other header'), tone: 'waiting' };
      return sidecar.identified_by === 'adopted'
        ? { text: l10n.t('By another tool, not yet verified'), tone: 'waiting' }
        : { text: l10n.t('By header, not yet verified'), tone: 'waiting' };
    case 'identified':
      if ((sidecar.civitai_candidates?.length ?? 0) > 1) {
        return { text: l10n.t('Several versions fit'), tone: 'waiting' };
      }
      if (sidecar.civitai_state === 'gone') return { text: l10n.t('Gone from Civitai'), tone: 'waiting' };
      return sidecar.identified_by === 'user'
        ? { text: l10n.t('Linked by you'), tone: 'good' }
        : { text: l10n.t('Identified'), tone: 'good' };
  }
}

function civitaiRows(sidecar: Sidecar): DetailsModel['civitai'] {
  const rows: { label: string; value: string }[] = [];
  const row = (label: string, name: string | undefined, id: number | undefined) => {
    const value = [name, id === undefined ? undefined : `(${id})`].filter((part) => part).join(' ');
    if (value) rows.push({ label, value });
  };
  row(l10n.t('Model'), sidecar.civitai_name, sidecar.civitai_model_id);
  row(l10n.t('Version'), sidecar.civitai_version_name, sidecar.civitai_version_id);
  row(l10n.t('Creator'), sidecar.civitai_creator, undefined);
  row(l10n.t('File'), sidecar.file_info?.name, sidecar.file_info?.id);
  if (sidecar.civitai_checked_at) row(l10n.t('Last asked'), sidecar.civitai_checked_at, undefined);
  return rows;
}

/** The editable values alone: the sidecar's other keys stay on this side. */
function editableValues(from: EditableValues): EditableValues {
  return Object.fromEntries(
    SIDECAR_FIELDS.flatMap((field) => (from[field] === undefined ? [] : [[field, from[field]]])),
  );
}

function sourceLabels(sidecar: Sidecar): DetailsModel['sources'] {
  const labels: Partial<Record<EditableField, string>> = {};
  for (const field of PAGE_FIELDS) {
    const source = sidecar.field_sources?.[field];
    if (source) labels[field] = sourceLabel(source);
  }
  return labels;
}

function sourceLabel(source: FieldSource): string {
  if (source === 'user') return l10n.t('from you');
  return source === 'file' ? l10n.t('from the file’s header') : l10n.t('from {0}', PROGRAMS[source]);
}

function placeholders(entry: ModelEntry): DetailsModel['placeholders'] {
  const { header } = entry;
  return {
    name: defaultName(entry),
    ...(header?.baseModel && { base_model: header.baseModel }),
    ...(header?.triggerPhrase && { trigger_words: header.triggerPhrase }),
    preferred_weight: '1',
  };
}

function commands(entry: ModelEntry, sidecar: Sidecar): DetailsCommandName[] {
  const possible: readonly [DetailsCommandName, boolean][] = [
    ['fetch', entry.state !== 'refused'],
    ['unlink', (sidecar.civitai_model_id ?? sidecar.civitai_version_id) !== undefined],
    ['editHash', true],
    ['copyTriggerWords', (sidecar.trigger_words?.length ?? 0) > 0],
    ['copyHash', sidecar.hash !== undefined || shownHashes(entry).length > 0],
    ['copyLoraTag', isLora(entry)],
    ['copyDownloadUrl', downloadUrl(entry) !== undefined],
    ['openOnCivitai', (sidecar.civitai_model_id ?? sidecar.civitai_version_id) !== undefined],
    ['otherVersions', sidecar.civitai_model_id !== undefined],
    ['reveal', true],
    // A broken one most of all: that is where it is mended.
    ['openSidecar', entry.sidecar !== undefined || entry.problem?.code === 'not_json'],
  ];
  return possible.filter(([, sensible]) => sensible).map(([name]) => name);
}
