import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { toProblem } from '../../problem/toProblem';
import { LOG_ENDING } from './logPlace';

/** The log of a user. */
export interface FoundLog {
  readonly username: string;
  /** Absolute; it may be that there is only its journal yet. */
  readonly path: string;
}

/**
 * The logs in a folder of logs, by user.
 * @param logDirectory absolute
 * @throws Problem `missing` or `unreadable`
 */
export async function findLogs(logDirectory: string): Promise<FoundLog[]> {
  const folders = await readdir(logDirectory, { withFileTypes: true }).catch((error: unknown) => {
    throw toProblem(error, basename(logDirectory));
  });
  const found = await Promise.all(
    folders
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }): Promise<FoundLog[]> => {
        const own = name + LOG_ENDING;
        const stem = own.slice(0, -'.json'.length);
        const names = await readdir(join(logDirectory, name)).catch((): string[] => []);
        const isThere = names.some((each) => each === own || (each.startsWith(`${stem}.journal.`) && each.endsWith('.ndjson'))); // prettier-ignore
        return isThere ? [{ username: name, path: join(logDirectory, name, own) }] : [];
      }),
  );
  return found.flat().sort((one, other) => (one.username < other.username ? -1 : 1));
}
