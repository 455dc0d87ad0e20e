import * as l10n from '@vscode/l10n';
import { withFileLock } from '../../files/lock';
import { Problem } from '../../problem/problem';

interface Wait {
  readonly signal?: AbortSignal | undefined;
  /** Told once, at once, where another run holds the log. */
  readonly onWait?: ((why: Problem) => void) | undefined;
}

/**
 * Runs work while no other run downloads with a log: two would share the parts of their files.
 * @param log absolute path
 * @throws Problem `locked` where the other run does not end within a while
 */
export async function withRunLock<T>(
  log: string,
  username: string,
  work: () => Promise<T>,
  { signal, onWait }: Wait,
): Promise<T> {
  const run = { isBegun: false };
  const begin = () => {
    run.isBegun = true;
    return work();
  };
  try {
    return await withFileLock(lockOf(log), begin, { signal, onHeld: () => onWait?.(heldBy(username)) });
  } catch (error) {
    throw !run.isBegun && error instanceof Problem && error.code === 'locked' ? heldBy(username) : error;
  }
}

/** Waits until no other run downloads with a log, for as long as it takes. */
export async function whenNoRun(log: string, username: string, { signal, onWait }: Wait): Promise<void> {
  await withFileLock(lockOf(log), () => Promise.resolve(), {
    signal,
    onHeld: () => onWait?.(heldBy(username)),
    isPatient: true,
  });
}

const lockOf = (log: string): string => `${log}.run`;

const heldBy = (username: string): Problem =>
  new Problem(
    'locked',
    l10n.t('Another window or command downloads {0}.', username),
    l10n.t('Wait until it is done, then try again.'),
  );
