import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { setPreview } from '../../../core/gallery/actions/models/setPreview';
import type { GalleryCell } from '../../../core/gallery/engine';
import { modelName } from '../../../core/models/view/modelText';
import { pickModel } from '../../models/commands/pickModels';
import type { GalleryServices } from '../../platform/services';
import type { GalleryFeature } from '../feature';
import { report } from './report';

/** Makes a picture the preview of the model that it shows, else of one that the user picks. */
export async function setAsPreview(
  feature: GalleryFeature,
  services: GalleryServices,
  { path, owner }: Pick<GalleryCell, 'path' | 'owner'>,
): Promise<void> {
  const { models, changes } = feature;
  const entry =
    (owner === undefined ? undefined : models.entry(owner)) ??
    (await pickModel(feature, [], {
      title: l10n.t('Set {0} as the preview of which model?', basename(path)),
    }));
  if (!entry) return;
  const undo = (await changes()).recorder('preview', basename(entry.path));
  await setPreview(path, entry.path, { pictures: services.pictures(), clock: () => new Date(), undo });
  await (await models.ready()).reload(entry.path);
  await report(feature, l10n.t('{0} is the preview of {1} now.', basename(path), modelName(entry)), {
    touched: [],
  });
}
