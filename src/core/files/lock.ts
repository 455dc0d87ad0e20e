import * as l10n from '@vscode/l10n';
import { createHash } from 'node:crypto';
import { access, constants, mkdir, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import envPaths from 'env-paths';
import pRetry from 'p-retry';
import lockfile from 'proper-lockfile';
import { Problem } from '../problem/problem';
import { errnoOf, toProblem } from '../problem/toProblem';

/** A lock that was not renewed for this time belongs to a process that has ended. */
const STALE_MS = 5_000;
/** Waits only for a lock that is held. Other errors, such as a full disk, would cost this time for each file. */
const RETRIES = {
  retries: 200,
  minTimeout: 10,
  maxTimeout: 100,
  factor: 1.5,
  shouldRetry: ({ error }: { readonly error: Error }) => errnoOf(error) === 'ELOCKED',
};

/** Hours, maybe: nobody notices a second then. */
const PATIENT = { retries: Infinity, maxTimeout: 1000 };

/**
 * The exit hook of proper-lockfile ends the process by SIGXFSZ unless something else listens. Node ignores that signal,
 * so that a write beyond the limit fails with EFBIG.
 */
const onFileTooLarge = Object.assign(() => undefined, { staysAlive: true });
// Several builds of this file may run in one process: the tests do.
if (!process.listeners('SIGXFSZ').some((listener) => 'staysAlive' in listener)) {
  process.on('SIGXFSZ', onFileTooLarge);
}

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onHeld?: (() => void) | undefined;
  readonly isPatient?: boolean;
}

/**
 * Runs work while no other process of this user runs work for the same path. Locks lie in the user's cache folder,
 * not beside the models, so that folders stay clean.
 * @param work is given a signal that fires where the lock was lost, as to another process after a sleep of the machine.
 * That is noticed within seconds; what must not be too late asks the second argument
 * @param options.signal ends the wait for the lock, with its reason
 * @param options.onHeld told once, at once, where another process holds it
 * @param options.isPatient waits as long as it is held
 * @throws Problem `locked` when another process keeps the lock
 */
export async function withFileLock<T>(
  path: string,
  work: (lost: AbortSignal, isHeld: () => Promise<boolean>) => Promise<T>,
  { signal, onHeld, isPatient = false }: LockOptions = {},
): Promise<T> {
  const folder = await lockFolder();
  const real = join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path));
  const lockfilePath = join(folder, createHash('sha256').update(real).digest('hex').slice(0, 32));
  const lost = new AbortController();
  let release: () => Promise<void> = () => Promise.resolve();
  try {
    const options = {
      lockfilePath,
      realpath: false,
      stale: STALE_MS,
      // Whoever compares the content before it is replaced loses nothing, and need not ask.
      onCompromised: () => lost.abort(),
    };
    await pRetry(async () => (release = await lockfile.lock(real, options)), {
      ...RETRIES,
      ...(isPatient && PATIENT),
      signal,
      onFailedAttempt: ({ error, attemptNumber }) => {
        if (attemptNumber === 1 && errnoOf(error) === 'ELOCKED') onHeld?.();
      },
    });
  } catch (error) {
    // It may have been had in the moment in which the wait was ended.
    await release().catch(() => undefined);
    if (signal?.aborted) throw error;
    if (errnoOf(error) !== 'ELOCKED') throw toProblem(error, l10n.t('The lock of {0}', basename(path)));
    throw new Problem(
      'locked',
      l10n.t('{0} is being written by another window.', basename(path)),
      l10n.t('Try again.'),
      {
        cause: error,
      },
    );
  }
  const own = await markOf(lockfilePath);
  const isHeld = async () =>
    !lost.signal.aborted && own !== undefined && own === (await markOf(lockfilePath));
  try {
    return await work(lost.signal, isHeld);
  } finally {
    await release().catch(() => undefined);
  }
}

/** Tells a lock from one that another process has made in its place; undefined where there is none. */
async function markOf(lockfilePath: string): Promise<string | undefined> {
  const found = await stat(lockfilePath, { bigint: true }).catch(() => undefined);
  return found && `${found.dev}:${found.ino}:${found.birthtimeNs}`;
}

/** Where the user's cache cannot be written (a container without a home), the folder for temporary files does. */
async function lockFolder(): Promise<string> {
  const own = join(envPaths('diffusion-workbench', { suffix: '' }).cache, 'locks');
  try {
    await mkdir(own, { recursive: true, mode: 0o700 });
    // It may be root's, of a run with sudo.
    await access(own, constants.W_OK);
    return own;
  } catch {
    const shared = join(tmpdir(), `diffusion-workbench-locks-${process.getuid?.() ?? 'user'}`);
    await mkdir(shared, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw toProblem(error, l10n.t('The folder of the locks'));
    });
    return shared;
  }
}
