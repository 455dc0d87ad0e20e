import * as l10n from '@vscode/l10n';
import { Problem } from '../../problem/problem';
import { formatBytes } from '../../text/amounts';

// Why a model file is refused: one factory a fault. `name` is the file's name without its folder.

export function emptyFile(name: string): Problem {
  return new Problem('empty', l10n.t('{0} is empty.', name), l10n.t('Delete it and download it again.'));
}

export function webPage(name: string): Problem {
  return new Problem(
    'html',
    l10n.t('{0} is a web page, not a model.', name),
    l10n.t(
      'The download got a login or error page instead of the file: delete it and download it again, signed in or with an API token.',
    ),
  );
}

/** @param said the message in it, where there is one */
export function errorAnswer(name: string, said: string | undefined): Problem {
  return new Problem(
    'error_answer',
    said === undefined
      ? l10n.t('{0} is an error message of a server, not a model.', name)
      : l10n.t('{0} is an error message of a server, not a model: “{1}”', name, said),
    l10n.t('The download was refused: delete it and download it again, signed in or with an API token.'),
  );
}

/** @param size of the file that it stands for, bytes */
export function lfsPointer(name: string, size: number): Problem {
  return new Problem(
    'lfs_pointer',
    l10n.t('{0} is a pointer of Git LFS, not the model itself ({1}).', name, formatBytes(size)),
    l10n.t('Get the file with “git lfs pull” in its folder, or download it.'),
  );
}

export function truncated(name: string, size: number, needed?: number): Problem {
  return new Problem(
    'truncated',
    needed === undefined
      ? l10n.t('{0} is cut short.', name)
      : l10n.t('{0} is cut short: {1} of {2} bytes are there.', name, size, needed),
    l10n.t('Its download or copy was interrupted: finish it, or download the file again.'),
  );
}

export function growing(name: string): Problem {
  return new Problem(
    'growing',
    l10n.t('{0} is still being written.', name),
    l10n.t('Wait until its download or copy is done, then try again.'),
  );
}

/** @param message says what is wrong with the header */
export function badHeader(message: string): Problem {
  return new Problem(
    'bad_header',
    message,
    l10n.t('Download it again; if it stays like this, the file itself is broken or has the wrong extension.'),
  );
}
