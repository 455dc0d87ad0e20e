import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import envPaths from 'env-paths';
import lockfile from 'proper-lockfile';
import { Problem } from './problem';

/** A lock that its process has not renewed for this time is a dead process's. */
const STALE_MS = 5_000;
const RETRIES = { retries: 200, minTimeout: 10, maxTimeout: 100, factor: 1.5 };

/**
 * Runs work while no other process of this user runs work for the same path. Locks lie in the user's cache folder,
 * not beside the models, so that folders stay clean.
 * @throws Problem `locked` when another process does not let go
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const folder = join(envPaths('diffusion-workbench', { suffix: '' }).cache, 'locks');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const real = join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path));
  const lockfilePath = join(folder, createHash('sha256').update(real).digest('hex').slice(0, 32));
  let release: () => Promise<void>;
  try {
    release = await lockfile.lock(real, {
      lockfilePath,
      realpath: false,
      stale: STALE_MS,
      retries: RETRIES,
      // The content is compared before it is replaced, so a lock that was taken over loses nothing.
      onCompromised: () => undefined,
    });
  } catch (error) {
    throw new Problem('locked', `${basename(path)} is being written by another window.`, 'Try again.', {
      cause: error,
    });
  }
  try {
    return await work();
  } finally {
    await release().catch(() => undefined);
  }
}
