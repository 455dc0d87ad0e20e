import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Problem } from '../problem/problem';
import { toProblem } from '../problem/toProblem';
import { localTime } from '../text/localTime';
import { visible } from '../text/visible';

/** How a log file names the levels (S1-49). */
const LEVELS = { debug: 'DEBUG', info: 'INFO', warn: 'WARNING', error: 'ERROR' } as const;

export type LogLevel = keyof typeof LEVELS;

/** Where lines of a log are kept. */
export interface LogSink {
  write(level: LogLevel, message: string): void;
}

/**
 * One line of a log: `2026-01-02 03:04:05,678 - diffusion-workbench - INFO - message`, in local time. A message with
 * line ends stays one line, so that no name can forge another.
 */
export function logLine(at: Date, level: LogLevel, message: string): string {
  const milliseconds = String(at.getMilliseconds()).padStart(3, '0');
  const time = `${localTime(at).replace('T', ' ')},${milliseconds}`;
  return `${time} - diffusion-workbench - ${LEVELS[level]} - ${visible(message)}\n`;
}

/** A file that a log is appended to. What is written to it has to be without secrets already. */
export class LogFile implements LogSink {
  private pending: string[] = [];
  private writing: Promise<void> | undefined;
  private failed = false;

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    private readonly clock: () => Date,
    private readonly onFailure: (problem: Problem) => void,
  ) {}

  /**
   * Opens a file, or makes it, and the folder that it is in.
   * @param onFailure called once where it cannot be written to any more: the log ends there
   * @throws Problem where it cannot be opened
   */
  static async open(
    path: string,
    clock: () => Date,
    onFailure: (problem: Problem) => void,
  ): Promise<LogFile> {
    try {
      await mkdir(dirname(path), { recursive: true });
      return new LogFile(path, await open(path, 'a'), clock, onFailure);
    } catch (error) {
      throw toProblem(error, basename(path));
    }
  }

  write(level: LogLevel, message: string): void {
    if (this.failed) return;
    this.pending.push(logLine(this.clock(), level, message));
    this.writing ??= this.flush().finally(() => (this.writing = undefined));
  }

  /** Writes what is still to be written, and closes the file. */
  async close(): Promise<void> {
    while (this.writing) await this.writing;
    this.failed = true;
    await this.file.close().catch(() => undefined);
  }

  private async flush(): Promise<void> {
    try {
      while (this.pending.length > 0) await this.file.appendFile(this.pending.splice(0).join(''));
    } catch (error) {
      this.failed = true;
      this.pending = [];
      this.onFailure(toProblem(error, basename(this.path)));
    }
  }
}
