import type { ProblemCode } from './codes';
import { Problem, type ProblemInfo } from './problem';

/** What the file system's error codes mean to the user. */
const BY_ERRNO: Readonly<Record<string, readonly [code: ProblemCode, text: string, advice: string]>> = {
  ENOENT: ['missing', 'is not there', 'Check that the folder is mounted and refresh.'],
  ENOTDIR: ['missing', 'is not there', 'Check that the folder is mounted and refresh.'],
  EACCES: ['unreadable', 'may not be opened', "Change the file's permissions."],
  EPERM: ['locked', 'may not be changed', "Close programs that use it and check the file's permissions."],
  EBUSY: ['locked', 'is in use by another program', 'Close that program and try again.'],
  EROFS: ['read_only', 'is on a read-only drive', 'Make the drive writable.'],
  ENOSPC: ['disk_full', 'could not be written: the disk is full', 'Free some space and try again.'],
  EDQUOT: ['disk_full', 'could not be written: the quota is used up', 'Free some space and try again.'],
  EFBIG: [
    'disk_full',
    'could not be written: it is larger than the system allows',
    'Free some space and try again.',
  ],
  EIO: ['unreadable', 'could not be read: the drive reports an error', 'Check the drive.'],
  EMFILE: ['unreadable', 'could not be opened: too many files are open', 'Try again.'],
};

/**
 * Turns whatever was thrown into a Problem that names no absolute path: Node's own messages do.
 * @param what the file or host that it happened to, as the user calls it
 */
export function toProblem(error: unknown, what: string): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Error && error.name === 'AbortError') {
    return new Problem('cancelled', `${what}: cancelled.`, 'Run it again to go on.');
  }
  const known = BY_ERRNO[errnoOf(error) ?? ''];
  if (known) return new Problem(known[0], `${what} ${known[1]}.`, known[2], { cause: error });
  const detail = errnoOf(error) ?? (error instanceof Error ? error.name : 'unknown');
  return new Problem('unreadable', `${what} failed (${detail}).`, 'See the log, and try again.', {
    cause: error,
  });
}

/** The plain form of a problem. */
export function problemInfo({ code, message, advice }: Problem): ProblemInfo {
  return { code, message, advice };
}

/** The code of a system error (`ENOENT`, …), where it is one. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
