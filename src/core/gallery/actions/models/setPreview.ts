import * as l10n from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isVideoName } from '../../../images/imageEnding';
import { thumbnailPath } from '../../../images/thumbnail';
import type { Pictures } from '../../../media/pictures';
import { savePreview } from '../../../models/previews/savePreview';
import { Problem } from '../../../problem/problem';
import type { UndoRecorder } from '../../../undo/undoRecorder';

/**
 * Makes a picture the preview of a model: a small JPEG of it beside the model, whose sidecar names it. Of a video it is its
 * poster.
 * @param picture absolute path
 * @param modelPath absolute path of the model
 * @throws Problem `missing` for a video without a poster, or as `Pictures.small` and `savePreview` do
 */
export async function setPreview(
  picture: string,
  modelPath: string,
  { pictures, clock, undo }: {
    readonly pictures: Pick<Pictures, 'small'>;
    readonly clock: () => Date;
    readonly undo: UndoRecorder;
  }, // prettier-ignore
): Promise<void> {
  const still = isVideoName(picture) ? thumbnailPath(picture) : picture;
  if (still !== picture && !(await stat(still).catch(() => undefined)))
    throw withoutPoster(basename(picture));
  await savePreview(modelPath, await pictures.small(still), { clock, undo });
}

const withoutPoster = (name: string) =>
  new Problem(
    'missing',
    l10n.t('{0} has no still picture.', name),
    l10n.t('Choose a picture: nothing here decodes videos.'),
  );
