import * as l10n from '@vscode/l10n';
import { Problem } from '../../problem/problem';
import { badAnswer } from '../failures';

const tryLater = (): string => l10n.t('Try again later.');

/** The message and the advice of a server that stopped sending. */
export const stopped = (host: string): [string, string] => [l10n.t('{0} stopped sending.', host), tryLater()];

/** Nothing came for a while, but may still. */
export const quiet = (host: string): Problem =>
  new Problem('timeout', l10n.t('{0} sends nothing for now.', host), l10n.t('It is asked again soon.'));

/** @param isPassing it is worth another try */
export function wrongRange(host: string, isPassing: boolean): Problem {
  const message = l10n.t('{0} sent another part of the file than it was asked for.', host);
  return isPassing ? badAnswer(message) : new Problem('bad_answer', message, tryLater());
}

export const pageInstead = (host: string, name: string): Problem =>
  new Problem(
    'html',
    l10n.t('{0} sent a web page in place of {1}.', host, name),
    l10n.t('Open its page in a browser: you may have to log in there, or to set an API token.'),
  );

/** @param words what the server said; may be empty */
export const textInstead = (host: string, name: string, words: string): Problem =>
  new Problem(
    'bad_answer',
    words === ''
      ? l10n.t('{0} sent text in place of {1}.', host, name)
      : l10n.t('{0} sent text in place of {1}: {2}', host, name, words),
    tryLater(),
  );

export const tooMuch = (host: string): Problem => badAnswer(l10n.t('{0} sent more than it had said.', host));

const isAside = (aside: string): string =>
  l10n.t('It was kept as {0} to be looked at, and is not downloaded again by itself.', aside);

export const wrongHash = (name: string, aside: string): Problem =>
  new Problem(
    'corrupted',
    l10n.t('{0} is not the file that it should be: its SHA-256 is another one.', name),
    isAside(aside),
  );

export const wrongSize = (name: string, aside: string): Problem =>
  new Problem(
    'corrupted',
    l10n.t('{0} is not the file that it should be: its size is another one.', name),
    isAside(aside),
  );

/** What a look at the whole file found, with where it is now. */
export const wrongContent = ({ code, message }: Problem, aside: string): Problem =>
  new Problem(code, message, isAside(aside));

/** It was asked for before, and what came is kept aside. */
export const wrongBefore = (name: string): Problem =>
  new Problem(
    'corrupted',
    l10n.t('{0} is not downloaded: what came before was not the file that it should be.', name),
    l10n.t('Look at {0}; on the command line, --again asks for the file once more.', `${name}.wrong`),
  );

/** Something that lies where a download is written, and through which another file would be written. */
export const notOurs = (name: string): Problem =>
  new Problem(
    'unsafe_name',
    l10n.t('{0} was left alone: it is a link, or no file.', name),
    l10n.t('Take it away, then download again.'),
  );

/** It waits for another process that works at the file. */
export const heldElsewhere = (name: string): Problem =>
  new Problem(
    'locked',
    l10n.t('Another window or command downloads {0}.', name),
    l10n.t('Wait until it is done, then try again.'),
  );

export const lockLost = (name: string): Problem =>
  new Problem('locked', l10n.t('{0} is being downloaded by another window.', name), l10n.t('Try again.'));
