import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { copyParameters } from '../../../core/gallery/actions/copyParameters';
import { askForRoom } from '../../undo/askForRoom';
import type { GalleryFeature } from '../feature';
import { report } from './report';

/** Copies what a picture was made with into one that the user chooses, edited or upscaled. */
export async function copyParametersTo(feature: GalleryFeature, source: string): Promise<void> {
  const target = await feature.dialogs.openFile({
    title: l10n.t('Copy the parameters of {0} to which picture?', basename(source)),
    openLabel: l10n.t('Copy'),
    filters: { [l10n.t('Images')]: ['png', 'jpg', 'jpeg', 'webp'] },
  });
  if (target === undefined) return;
  const changes = await feature.changes();
  await changes.makeRoomForFiles([target], askForRoom(feature.dialogs, feature.dateText));
  const done = await copyParameters(source, [target], changes.recorder('parameters', basename(target)));
  const failed = done.flatMap((each) => (each.state === 'failed' ? [each] : []));
  const said = failed.length === 0 ? l10n.t('{0} has the parameters of {1} now.', basename(target), basename(source)) : undefined; // prettier-ignore
  await report(feature, said, { failed, touched: [target] });
}
