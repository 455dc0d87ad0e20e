import { join } from 'node:path';
import { userFolder } from '../userFolder';

/** What follows the name of the user. */
export const LOG_ENDING = '_download_log.json';

/**
 * Where the log of a user is: `{logDirectory}/{username}/{username}_download_log.json` (S3-26).
 * @param logDirectory absolute
 */
export async function logPath(logDirectory: string, username: string): Promise<string> {
  const folder = await userFolder(logDirectory, username);
  return join(folder.path, folder.name + LOG_ENDING);
}

/** Where the journal of a log is: beside it. */
export const journalPath = (log: string): string => log.replace(/\.json$/, '.journal.ndjson');
