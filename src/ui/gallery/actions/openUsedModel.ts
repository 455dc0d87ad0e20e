import * as l10n from '@vscode/l10n';
import type { UsedModel } from '../../../core/gallery/actions/models/usedModels';
import { Problem } from '../../../core/problem/problem';
import type { GalleryFeature } from '../feature';
import { modelTag } from './dragText';
import { insertText } from './insertText';

/** Opens a model that a picture was made with, in the library or on Civitai, or writes its tag into the editor. */
export async function openUsedModel(
  feature: GalleryFeature,
  { name, path, weight, kind, modelId, versionId }: UsedModel,
  how: 'details' | 'civitai' | 'download' | 'insertTag',
): Promise<void> {
  const { details, editor, models } = feature;
  switch (how) {
    case 'details':
      if (path === undefined) throw notInLibrary(name);
      details.show(path);
      return;
    case 'civitai':
      if (modelId !== undefined) return editor.openPage(`/models/${modelId}${versionId === undefined ? '' : `?modelVersionId=${versionId}`}`); // prettier-ignore
      if (versionId === undefined) throw notOnCivitai(name);
      return editor.openPage(`/model-versions/${versionId}`);
    case 'download':
      if (versionId === undefined) throw notOnCivitai(name);
      return editor.download(versionId);
    case 'insertTag': {
      const entry = path === undefined ? undefined : models.entry(path);
      const tag =
        (entry && modelTag(entry)) ?? (kind === 'lora' ? `<lora:${name}:${weight ?? 1}>` : undefined);
      if (tag === undefined) throw notInLibrary(name);
      return insertText(feature, tag);
    }
  }
}

const notInLibrary = (name: string) =>
  new Problem(
    'missing',
    l10n.t('{0} is not in the library.', name),
    l10n.t('Download it, or open the folder that it is in.'),
  );

const notOnCivitai = (name: string) =>
  new Problem(
    'missing',
    l10n.t('It is not known which model of Civitai {0} is.', name),
    l10n.t('Search for its name there.'),
  );
