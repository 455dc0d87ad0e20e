import type { Log } from '../log';
import type { HashingSpeed } from '../models/hashing/hashingSpeed';
import type { WorkerOptions } from '../threads/workerPool';

/** What everything stands on, from the start of the program to its end. */
export interface Foundation extends WorkerOptions {
  readonly log: Log;
  readonly clock: () => Date;
  /** How fast files are hashed; by default, it is measured. */
  readonly hashingSpeed?: HashingSpeed;
  /** Absolute path of the folder for what can be found out again; made when something is written. */
  readonly cacheFolder: string;
  /** Absolute path of the folder for what undo needs, which nothing can make again. */
  readonly dataFolder: string;
}
