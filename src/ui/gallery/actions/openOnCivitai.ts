import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { GalleryCell } from '../../../core/gallery/engine';
import { readImageRecord } from '../../../core/images/imageRecord';
import { Problem } from '../../../core/problem/problem';
import type { GalleryFeature } from '../feature';

/** Opens the page that Civitai has of a picture, or of the model of a card. */
export async function openOnCivitai(
  { editor, models }: GalleryFeature,
  { path, kind }: Pick<GalleryCell, 'path' | 'kind'>,
): Promise<void> {
  const id =
    kind === 'model' ? models.entry(path)?.sidecar?.civitai_model_id : (await readImageRecord(path))?.id;
  if (id === undefined)
    throw new Problem(
      'missing',
      l10n.t('It is not known where {0} is on Civitai.', basename(path)),
      l10n.t('Only what came from there has a page.'),
    );
  await editor.openPage(`/${kind === 'model' ? 'models' : 'images'}/${id}`);
}
