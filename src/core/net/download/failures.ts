import * as l10n from '@vscode/l10n';
import { Problem } from '../../problem/problem';
import { badAnswer } from '../failures';

const tryLater = (): string => l10n.t('Try again later.');

/** @param isPassing it is worth another try */
export function wrongRange(host: string, isPassing: boolean): Problem {
  const message = l10n.t('{0} sent another part of the file than it was asked for.', host);
  return isPassing ? badAnswer(message) : new Problem('bad_answer', message, tryLater());
}

export const tooMuch = (host: string): Problem => badAnswer(l10n.t('{0} sent more than it had said.', host));

export const wrongHash = (name: string, aside: string): Problem =>
  new Problem(
    'corrupted',
    l10n.t('{0} is not the file that it should be: its SHA-256 is another one.', name),
    l10n.t('It was kept as {0} to be looked at.', aside),
  );

export const wrongSize = (name: string, aside: string): Problem =>
  new Problem(
    'corrupted',
    l10n.t('{0} is not the file that it should be: its size is another one.', name),
    l10n.t('It was kept as {0} to be looked at.', aside),
  );

/** Something that lies where a download is written, and through which another file would be written. */
export const notOurs = (name: string): Problem =>
  new Problem(
    'unsafe_name',
    l10n.t('{0} was left alone: it is a link, or no file.', name),
    l10n.t('Take it away, then download again.'),
  );

export const lockLost = (name: string): Problem =>
  new Problem('locked', l10n.t('{0} is being downloaded by another window.', name), l10n.t('Try again.'));
