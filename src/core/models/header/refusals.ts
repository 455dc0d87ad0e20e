import * as l10n from '@vscode/l10n';
import { Problem } from '../../problem/problem';

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
