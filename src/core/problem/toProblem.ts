import * as l10n from '@vscode/l10n';
import type { ProblemCode } from './codes';
import { Problem, type ProblemInfo } from './problem';

/**
 * Turns whatever was thrown into a Problem that names no absolute path: Node's own messages do.
 * @param what the file or host that it happened to, as the user calls it
 */
export function toProblem(error: unknown, what: string): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Error && error.name === 'AbortError') {
    return new Problem('cancelled', l10n.t('{0}: cancelled.', what), l10n.t('Run it again to go on.'));
  }
  const options: ErrorOptions = { cause: error };
  const known = ofSystem(errnoOf(error), what, options);
  if (known) return known;
  const detail = errnoOf(error) ?? (error instanceof Error ? error.name : l10n.t('unknown'));
  const message = l10n.t('{0} failed ({1}).', what, detail);
  return new Problem('unreadable', message, l10n.t('See the log, and try again.'), options);
}

/** What the file system's error codes mean to the user. */
function ofSystem(code: string | undefined, what: string, options: ErrorOptions): Problem | undefined {
  const problem = (kind: ProblemCode, message: string, advice: string) =>
    new Problem(kind, message, advice, options);
  switch (code ?? '') {
    case 'ENOENT':
    case 'ENOTDIR':
      // Node reads a name that is not UTF-8 with this character in place of its bytes, and finds no such file.
      if (what.includes('\ufffd')) {
        return problem(
          'bad_name',
          l10n.t('{0} cannot be opened: its name is not UTF-8.', what),
          l10n.t('Rename it, on Linux for example by the program convmv.'),
        );
      }
      return problem(
        'missing',
        l10n.t('{0} is not there.', what),
        l10n.t('Check that the folder is mounted and refresh.'),
      );
    case 'ENAMETOOLONG':
      return problem(
        'bad_name',
        l10n.t('{0} cannot be made: the drive does not allow names of that length.', what),
        l10n.t('Give the file, or the model that it belongs to, a shorter name.'),
      );
    case 'EILSEQ':
      return problem(
        'bad_name',
        l10n.t('{0} cannot be made: the drive does not allow characters of its name.', what),
        l10n.t('Give the file, or the model that it belongs to, another name.'),
      );
    case 'EACCES':
      return problem(
        'unreadable',
        l10n.t('{0} may not be opened.', what),
        l10n.t("Change the file's permissions."),
      );
    case 'EPERM':
      return problem(
        'locked',
        l10n.t('{0} may not be changed.', what),
        l10n.t("Close programs that use it and check the file's permissions."),
      );
    case 'EBUSY':
      return problem(
        'locked',
        l10n.t('{0} is in use by another program.', what),
        l10n.t('Close that program and try again.'),
      );
    case 'EROFS':
      return problem(
        'read_only',
        l10n.t('{0} is on a read-only drive.', what),
        l10n.t('Make the drive writable.'),
      );
    case 'ENOSPC':
      return problem(
        'disk_full',
        l10n.t('{0} could not be written: the disk is full.', what),
        l10n.t('Free some space and try again.'),
      );
    case 'EDQUOT':
      return problem(
        'disk_full',
        l10n.t('{0} could not be written: the quota is used up.', what),
        l10n.t('Free some space and try again.'),
      );
    case 'EFBIG':
      return problem(
        'disk_full',
        l10n.t('{0} could not be written: it is larger than the system allows.', what),
        l10n.t('Free some space and try again.'),
      );
    case 'EIO':
      return problem(
        'unreadable',
        l10n.t('{0} could not be read: the drive reports an error.', what),
        l10n.t('Check the drive.'),
      );
    case 'EMFILE':
      return problem(
        'unreadable',
        l10n.t('{0} could not be opened: too many files are open.', what),
        l10n.t('Try again.'),
      );
    default:
      return undefined;
  }
}

/** The plain form of a problem. */
export function problemInfo({ code, message, advice }: Problem): ProblemInfo {
  return { code, message, advice };
}

/** The code of a system error (`ENOENT`, …), where it is one. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
