import * as l10n from '@vscode/l10n';
import type { UsedModel } from '../../../core/gallery/actions/models/usedModels';
import type { GalleryModel } from '../../../core/gallery/picture';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import { isLora } from '../../../core/models/view/modelText';
import type { GalleryDetail } from '../../../protocol/gallery';

/** What the card of a model says of it, beside its preview. */
export interface ModelDetail {
  readonly parameters: GalleryDetail['parameters'];
  /** Itself, to be opened. */
  readonly model: UsedModel;
}

/** @param entry the model in the library, where it still is there */
export function modelDetail(model: GalleryModel, entry: ModelEntry | undefined): ModelDetail {
  const { name, path, version, baseModel, type, creator, tags, modelId, versionId } = model;
  const rows: readonly (readonly [label: string, value: string | undefined])[] = [
    [l10n.t('Version'), version],
    [l10n.t('Base model'), baseModel],
    [l10n.t('Type'), type],
    [l10n.t('Creator'), creator],
    [l10n.t('Trigger words'), entry?.sidecar?.trigger_words?.join(', ')],
    [l10n.t('Tags'), tags?.join(', ')],
  ];
  const kind =
    type?.toLowerCase() === 'checkpoint' ? 'checkpoint' : entry && isLora(entry) ? 'lora' : 'other';
  return {
    parameters: rows.flatMap(([label, value]) =>
      value === undefined || value === '' ? [] : [{ label, value }],
    ),
    model: { name, path, kind, modelId, versionId, onCivitai: modelId !== undefined },
  };
}
