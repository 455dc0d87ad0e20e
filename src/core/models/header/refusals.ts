import { Problem } from '../../problem/problem';

// Why a model file is refused: one factory a fault. `name` is the file's name without its folder.

export function emptyFile(name: string): Problem {
  return new Problem('empty', `${name} is empty.`, 'Delete it and download it again.');
}

export function webPage(name: string): Problem {
  return new Problem(
    'html',
    `${name} is a web page, not a model.`,
    'The download got a login or error page instead of the file: delete it and download it again, signed in or with an API token.',
  );
}

export function truncated(name: string, size: number, needed?: number): Problem {
  const missing = needed === undefined ? '' : `: ${size} of ${needed} bytes are there`;
  return new Problem(
    'truncated',
    `${name} is cut short${missing}.`,
    'Its download or copy was interrupted: finish it, or download the file again.',
  );
}

export function growing(name: string): Problem {
  return new Problem(
    'growing',
    `${name} is still being written.`,
    'Wait until its download or copy is done, then try again.',
  );
}

/** @param fault ends the sentence "its header …" */
export function badHeader(name: string, fault: string): Problem {
  return new Problem(
    'bad_header',
    `${name} is not a valid model file: its header ${fault}.`,
    'Download it again; if it stays like this, the file itself is broken or has the wrong extension.',
  );
}
