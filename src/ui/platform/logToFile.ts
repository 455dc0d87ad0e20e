import { join } from 'node:path';
import type { LogFile, LogSink } from '../../core/files/logFile';
import type { Log } from '../../core/log';
import { problemInfo, toProblem } from '../../core/problem/toProblem';

/** The name of the log file (S1-49). */
export const LOG_FILE = 'metadata_extraction.log';

export interface LogToFileDeps {
  readonly log: Log & { keepIn(sink: LogSink | undefined): void };
  /** Absolute path of the folder for logs; made when it is first needed. */
  readonly folder: string;
  readonly isEnabled: () => boolean;
}

/** Keeps the log in a file while the setting says so. */
export class LogToFile {
  private file: LogFile | undefined;
  private changing = Promise.resolve();

  constructor(private readonly deps: LogToFileDeps) {}

  /** Opens or closes the file by the setting as it is now. Changes come one after the other. */
  async update(): Promise<void> {
    this.changing = this.changing.then(() => this.set(this.deps.isEnabled()));
    return this.changing;
  }

  /** Writes what is still to be written, and closes the file. */
  async close(): Promise<void> {
    this.changing = this.changing.then(() => this.set(false));
    return this.changing;
  }

  private async set(enabled: boolean): Promise<void> {
    const { log, folder } = this.deps;
    if (enabled === (this.file !== undefined)) return;
    if (!enabled) {
      log.keepIn(undefined);
      await this.file?.close();
      this.file = undefined;
      return;
    }
    try {
      const { LogFile: File } = await import('../../core/files/logFile');
      const tell = (error: unknown): void => {
        const { message, advice } = problemInfo(toProblem(error, LOG_FILE));
        log.warn(`${message} ${advice}`);
      };
      this.file = await File.open(join(folder, LOG_FILE), () => new Date(), tell);
      log.keepIn(this.file);
    } catch (error) {
      log.warn(toProblem(error, LOG_FILE).message);
    }
  }
}
