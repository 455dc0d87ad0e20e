import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { isPictureName } from '../../../core/images/imageIndex';
import { METADATA_FORMATS, type MetadataFormat } from '../../../core/images/metadataFormat';
import { askForRoom } from '../../undo/askForRoom';
import type { DownloadsFeature } from '../feature';

/** Saves what pictures were made with, in a format that the user picks. @param paths absolute, of the pictures */
export async function saveMetadata(feature: DownloadsFeature, paths: readonly string[]): Promise<void> {
  const { dialogs, jobs } = feature;
  const pictures = paths.length > 0 ? paths : await activePicture(feature);
  const [first] = pictures;
  if (first === undefined) return;
  const title = pictures.length === 1 ? l10n.t('Save the metadata of {0} as', basename(first)) : l10n.t('Save the metadata of {0} images as', pictures.length); // prettier-ignore
  const picked = await dialogs.pick(METADATA_FORMATS.map((format) => ({ ...textOf(format), format })), { title }); // prettier-ignore
  if (!picked) return;
  const saved = await jobs.run({
    title: l10n.t('Saving metadata…'),
    what: basename(first),
    work: ({ signal }) =>
      feature.saveImageMetadata(pictures, picked.format, {
        subject: pictures.length === 1 ? basename(first) : l10n.t('{0} images', pictures.length),
        askForRoom: askForRoom(dialogs, feature.dateText),
        signal,
      }),
  });
  if (!saved) return;
  const [note] = saved;
  if (note === undefined) dialogs.status(l10n.t('Saved the metadata of {0}.', basename(first)), 5000);
  else void dialogs.warn(saved.length === 1 ? note : l10n.t('{0} (and {1} more)', note, saved.length - 1));
}

/** The picture that is looked at, else one that is asked for. */
async function activePicture(feature: DownloadsFeature): Promise<readonly string[]> {
  const active = feature.activeFile();
  return active !== undefined && isPictureName(active) ? [active] : askForPicture(feature);
}

async function askForPicture({ dialogs }: DownloadsFeature): Promise<readonly string[]> {
  const path = await dialogs.openFile({
    title: l10n.t('Save the metadata of which image?'),
    openLabel: l10n.t('Choose'),
    filters: { [l10n.t('Images')]: ['png', 'jpg', 'jpeg', 'webp', 'avif', 'gif'] },
  });
  return path === undefined ? [] : [path];
}

function textOf(format: MetadataFormat): { readonly label: string; readonly description: string } {
  switch (format) {
    case 'json':
      return { label: l10n.t('JSON'), description: l10n.t('all that is known, beside the image') };
    case 'txt':
      return { label: l10n.t('Infotext'), description: l10n.t('the generation parameters, as a text beside the image') }; // prettier-ignore
    case 'exif':
      return { label: l10n.t('Embedded'), description: l10n.t('the generation parameters, in the image itself; it is not encoded again') }; // prettier-ignore
  }
}
