import type { TaskQueue } from '../../tasks/taskQueue';
import type { DownloadRunner } from './downloadRunner';

/** The folder of the queue, below that of the user data. */
export const DOWNLOADS_FOLDER = 'downloads';

/** The downloads of this user: what waits, runs and has run, in all windows. */
export interface Downloads {
  readonly queue: TaskQueue;
  readonly runner: DownloadRunner;
}
