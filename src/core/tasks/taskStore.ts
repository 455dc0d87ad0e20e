import * as l10n from '@vscode/l10n';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { withFileLock } from '../files/lock';
import { Problem } from '../problem/problem';
import type { Task } from './task';
import { TaskFile } from './taskFile';
import type { ProgressLine, Removal, TaskLines } from './taskLines';

/** Another process is first only where it took over the lock, because this one held it for seconds. */
const TRIES = 3;

/** The tasks of a queue as its file tells them, and the one way to change them. */
export class TaskStore {
  /** Absolute. */
  readonly path: string;
  private readonly file: TaskFile;
  private readonly changing = pLimit(1);

  /** @param folder absolute path; it is made when something is written */
  constructor(folder: string) {
    this.path = join(folder, 'tasks.ndjson');
    this.file = new TaskFile(this.path);
  }

  read(): Promise<TaskLines> {
    return this.file.read();
  }

  /**
   * Changes tasks, together and safe on the disk, while no other process does.
   * @param decide gives what changes of the tasks as they are; called again where another process was first
   * @returns what was changed
   */
  change<Changed extends Task | Removal>(
    decide: (lines: TaskLines) => readonly Changed[] | Promise<readonly Changed[]>,
  ): Promise<readonly Changed[]> {
    return this.changing(() =>
      withFileLock(this.path, async () => {
        for (let tries = 0; tries < TRIES; tries++) {
          const decided = await decide(await this.file.read());
          if (decided.length === 0) return [];
          const changes = decided.map((value) => ({
            ...value,
            revision: value.revision + 1,
            // By it, we see whether we were first.
            change: randomBytes(6).toString('hex'),
          }));
          await this.file.append(changes);
          const lines = await this.file.read();
          if (!changes.every(({ id, change }) => lines.isLastChange(id, change))) continue;
          // The tasks are changed by now: a file that stays long does no harm.
          await this.file.compactIfWorthwhile().catch(() => undefined);
          return changes;
        }
        throw new Problem(
          'locked',
          l10n.t('The list of tasks is being changed by another window.'),
          l10n.t('Try again.'),
        );
      }),
    );
  }

  /** Tells how far a run of a task is, without waiting for the disk. */
  appendProgress(line: ProgressLine): Promise<void> {
    return this.file.appendProgress(line);
  }
}
