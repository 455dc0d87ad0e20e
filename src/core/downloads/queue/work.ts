import * as l10n from '@vscode/l10n';
import type { ImageRun } from '../../images/downloadImages';
import type { ImageBatch } from '../../images/imageBatch';
import type { ImageSettings } from '../../images/imageSettings';
import type { ImageTask } from '../../images/imageTask';
import { Problem } from '../../problem/problem';
import type { Task } from '../../tasks/task';
import type { NewTask } from '../../tasks/taskQueue';
import type { DownloadedModel, VersionDownloadOptions } from '../downloadVersion';
import type { Work } from './downloadRunner';
import { LiveImages, LiveModel } from './liveDownload';
import { IMAGES_TASK, imagesPayload, modelPayload, type ImagesPayload } from './payloads';

/** What came of the download of a model. */
export interface ModelResult {
  readonly path: string;
  readonly bytes: number;
  /** Whether its SHA-256 is the one that Civitai gives. */
  readonly isVerified: boolean;
  /** The very same file was there. */
  readonly wasThere: boolean;
}

/** What came of a batch of images. */
export interface ImagesResult {
  readonly folder: string;
  readonly completed: number;
  readonly skipped: number;
}

/** Downloads a model, and lets its example images wait for their own turn: they hold up no other model. */
export function modelWork(deps: {
  readonly download: (versionId: number, options: VersionDownloadOptions) => Promise<DownloadedModel>;
  readonly add: (task: NewTask) => Promise<void>;
}): Work {
  return async (task, { signal, tell }): Promise<ModelResult> => {
    const payload = modelPayload(task.payload);
    if (!payload) throw unknownTask(task);
    const { versionId, fileId, folder, images } = payload;
    const live = new LiveModel();
    let share = task.progress;
    const { path, bytes, isVerified, state } = await deps.download(versionId, {
      folder,
      fileId,
      signal,
      onProgress: (have, total) => {
        share = total ? have / total : 0;
        tell(share, live.progress(have, total));
      },
      onWait: (why) => tell(share, live.wait(why?.message)),
    });
    if (images) {
      const batch: ImagesPayload = {
        batch: { kind: 'version', versionId, whose: 'creator' },
        settings: images,
      };
      await deps.add({
        title: l10n.t('Example images of {0}', task.title),
        kind: IMAGES_TASK,
        payload: batch,
      });
    }
    return { path, bytes, isVerified, wasThere: state === 'present' };
  };
}

/** Downloads a batch of example images. Where some fail, the task has failed: another try fetches only those. */
export function imagesWork(
  download: (
    batch: ImageBatch,
    settings: ImageSettings,
    how: { readonly onTask: (task: ImageTask) => void; readonly signal: AbortSignal },
  ) => Promise<ImageRun>,
): Work {
  return async (task, { signal, tell }): Promise<ImagesResult> => {
    const payload = imagesPayload(task.payload);
    if (!payload) throw unknownTask(task);
    const { batch, settings } = payload;
    const live = new LiveImages();
    let firstError: string | undefined;
    const { completed, skipped, failed, problem } = await download(batch, settings, {
      signal,
      onTask: (image) => {
        firstError ??= image.error?.message;
        const shown = live.update(image);
        tell(shareOf(live.over, settings.limit), shown);
      },
    });
    signal.throwIfAborted();
    if (problem) throw problem;
    if (failed > 0)
      throw new Problem(
        'not_found',
        l10n.t('{0} of {1} images failed: {2}', failed, completed + skipped + failed, firstError ?? ''),
        l10n.t('Retry fetches only those that are missing.'),
      );
    return { folder: settings.folder, completed, skipped };
  };
}

/** How far a batch is: of an unknown number of images, nobody knows. */
const shareOf = (over: number, limit: number | undefined): number => (limit ? Math.min(1, over / limit) : 0);

const unknownTask = ({ title }: Task) =>
  new Problem(
    'bad_input',
    l10n.t('{0} is no download that this version knows.', title),
    l10n.t('Clear it, and start it again.'),
  );
