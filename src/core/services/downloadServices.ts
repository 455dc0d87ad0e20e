import { join } from 'node:path';
import { DOWNLOADS_FOLDER, type Downloads } from '../downloads/queue/downloads';
import { DownloadRunner, type Work } from '../downloads/queue/downloadRunner';
import { imagesWork, modelWork } from '../downloads/queue/work';
import { IMAGES_TASK, MODEL_TASK } from '../downloads/queue/payloads';
import { TaskQueue } from '../tasks/taskQueue';
import type { Foundation } from './foundation';
import type { Services } from './services';

/** How downloads are run, each asked when it is needed. */
export interface DownloadSettings {
  /** How many models at a time. */
  readonly models: () => number;
  /** False while nothing may be downloaded. */
  readonly mayRun: () => boolean;
}

/** Opens the queue, and runs what waits in it. */
export function openDownloads(
  { log, clock, dataFolder }: Foundation,
  services: Pick<Services, 'downloadVersion' | 'images'>,
  { models, mayRun }: DownloadSettings,
): Downloads {
  const queue = new TaskQueue(join(dataFolder, DOWNLOADS_FOLDER), {
    clock,
    limits: () => ({ [MODEL_TASK]: models(), [IMAGES_TASK]: 1 }),
    goOn: [MODEL_TASK, IMAGES_TASK],
  });
  const work: Readonly<Record<string, Work>> = {
    [MODEL_TASK]: modelWork({
      download: (versionId, options) => services.downloadVersion(versionId, options),
      add: async (task) => {
        await queue.add(task);
      },
    }),
    [IMAGES_TASK]: imagesWork((batch, settings, how) => services.images.download(batch, settings, how)),
  };
  const onError = (error: unknown) => log.error(`Downloads: ${String(error)}`);
  return { queue, runner: new DownloadRunner({ queue, work, mayRun, onError }) };
}
