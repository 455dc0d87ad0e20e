import * as l10n from '@vscode/l10n';
import type { ImageRun } from '../../images/downloadImages';
import type { ImageBatch } from '../../images/imageBatch';
import type { ImageSettings } from '../../images/imageSettings';
import type { ImageTask } from '../../images/imageTask';
import { Problem } from '../../problem/problem';
import type { Task } from '../../tasks/task';
import type { NewTask } from '../../tasks/taskQueue';
import type { DownloadedModel, VersionDownloadOptions } from '../downloadVersion';
import type { Work, WorkDone } from './downloadRunner';
import { LiveImages, LiveModel } from './liveDownload';
import type { ItemFailure, ImagesResult, ModelResult } from './results';
import { IMAGES_TASK, imagesPayload, modelPayload, type ImagesPayload } from './payloads';

/** So many failures are kept with a task; the log names all of them. */
const MOST_FAILURES = 200;

/** Downloads a model, and lets its example images wait for their own turn: they hold up no other model. */
export function modelWork(deps: {
  readonly download: (versionId: number, options: VersionDownloadOptions) => Promise<DownloadedModel>;
  readonly add: (task: NewTask) => Promise<void>;
}): Work {
  return async (task, { signal, tell }): Promise<WorkDone> => {
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
    const result: ModelResult = { path, bytes, isVerified, wasThere: state === 'present' };
    return { result };
  };
}

/** Downloads a batch of example images. Where some fail, the task has failed: another try fetches only those. */
export function imagesWork(deps: {
  readonly download: (
    batch: ImageBatch,
    settings: ImageSettings,
    how: {
      readonly onTask: (task: ImageTask) => void;
      readonly onWait: (why: Problem | undefined) => void;
      readonly signal: AbortSignal;
    },
  ) => Promise<ImageRun>;
  /** Told each image that fails, also those that are more than a task keeps. */
  readonly onFailed: (failure: ItemFailure, task: Task) => void;
}): Work {
  return async (task, { signal, tell }): Promise<WorkDone> => {
    const payload = imagesPayload(task.payload);
    if (!payload) throw unknownTask(task);
    const { batch, settings } = payload;
    const live = new LiveImages();
    const failures: ItemFailure[] = [];
    const { completed, skipped, failed, problem } = await deps.download(batch, settings, {
      signal,
      onWait: (why) => tell(0, { waitsFor: why?.message }),
      onTask: (image) => {
        const { id, state, error } = image;
        if (state === 'failed' && error) {
          const failure: ItemFailure = { type: 'image', id, message: error.message, advice: error.advice };
          if (failures.length < MOST_FAILURES) failures.push(failure);
          deps.onFailed(failure, task);
        }
        const shown = live.update(image);
        tell(shareOf(live.over, settings.limit), shown);
      },
    });
    signal.throwIfAborted();
    if (problem) throw problem;
    const result: ImagesResult = { folder: settings.folder, completed, skipped, failures };
    return { result, ...(failed > 0 && { problem: someFailed(failed, completed + skipped, failures) }) };
  };
}

/** How far a batch is: 0 where the number of images is not known. */
const shareOf = (over: number, limit: number | undefined): number => (limit ? Math.min(1, over / limit) : 0);

const someFailed = (failed: number, others: number, [first]: readonly ItemFailure[]) =>
  new Problem(
    'not_found',
    l10n.t('{0} of {1} images failed: {2}', failed, failed + others, first?.message ?? ''),
    l10n.t('Retry fetches only those that are missing.'),
  );

/** What to say of a task whose payload cannot be read. */
export const unknownTask = ({ title }: Task) =>
  new Problem(
    'bad_input',
    l10n.t('{0} is no download that this version knows.', title),
    l10n.t('Clear it, and start it again.'),
  );
