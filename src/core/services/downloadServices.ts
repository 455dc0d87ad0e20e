import { join } from 'node:path';
import { DOWNLOADS_FOLDER, type Downloads } from '../downloads/queue/downloads';
import { DownloadRunner, type Work } from '../downloads/queue/downloadRunner';
import { imagesWork, modelWork } from '../downloads/queue/work';
import { DownloadLog } from '../downloads/log/downloadLog';
import { logPath } from '../downloads/log/logPlace';
import { whenNoRun } from '../downloads/creators/runLock';
import { creatorWork } from '../downloads/queue/creatorWork';
import type { PromptRules } from '../prompts/rewrite/rules';
import { CREATOR_TASK, IMAGES_TASK, MODEL_TASK } from '../downloads/queue/payloads';
import type { Problem } from '../problem/problem';
import { TaskQueue } from '../tasks/taskQueue';
import type { Foundation } from './foundation';
import type { Services } from './services';

/** How downloads are run, each asked when it is needed. */
export interface DownloadSettings {
  /** How many models at a time. */
  readonly models: () => number;
  /** False while nothing may be downloaded. */
  readonly mayRun: () => boolean;
  /** By what the prompts of a creator's pictures are made. @param folder of all creators, absolute */
  readonly rules: (folder: string) => Promise<PromptRules>;
  /** All downloads were paused, since Civitai gives nothing more for now. */
  readonly onStopped?: (problem: Problem) => void;
}

/** Opens the queue, and runs what waits in it. */
export function openDownloads(
  { log, clock, dataFolder }: Foundation,
  services: Pick<Services, 'downloadVersion' | 'images' | 'creators'>,
  { models, mayRun, rules, onStopped }: DownloadSettings,
): Downloads {
  const queue = new TaskQueue(join(dataFolder, DOWNLOADS_FOLDER), {
    clock,
    limits: () => ({ [MODEL_TASK]: models(), [IMAGES_TASK]: 1, [CREATOR_TASK]: 1 }),
    goOn: [MODEL_TASK, IMAGES_TASK, CREATOR_TASK],
  });
  const work: Readonly<Record<string, Work>> = {
    [MODEL_TASK]: modelWork({
      download: (versionId, options) => services.downloadVersion(versionId, options),
      add: async (task) => {
        await queue.add(task);
      },
    }),
    [IMAGES_TASK]: imagesWork({
      download: (batch, settings, how) => services.images.download(batch, settings, how),
      onFailed: ({ id, message }, { title }) => log.warn(`${title}: image ${id}: ${message}`),
    }),
    [CREATOR_TASK]: creatorWork({
      whenFree: async ({ username, settings: { logDirectory } }, how) =>
        whenNoRun(await logPath(logDirectory, username), username, how),
      plan: async ({ username, settings, retry = false }, signal) => {
        if (!retry) return services.creators.plan(username, { ...settings, types: settings.types, levels: settings.levels }, signal); // prettier-ignore
        const log = await DownloadLog.open(await logPath(settings.logDirectory, username));
        return services.creators.planRetry(log, username, signal);
      },
      download: async (plan, { settings: { root, minFreeBytes } }, how) =>
        services.creators.download(plan, { rules: await rules(root), minFreeBytes, ...how }),
    }),
  };
  const onError = (error: unknown) => log.error(`Downloads: ${String(error)}`);
  return {
    queue,
    runner: new DownloadRunner({ queue, work, mayRun, onError, ...(onStopped && { onStopped }) }),
  };
}
