import { randomInt } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isThere } from './isThere';

/** The machine in the name: a process of another one that shares the drive cannot be asked. */
const HOST = Buffer.from(hostname()).toString('hex').slice(0, 12) || '0';
/** Random, machine, process. */
const NAME = /^\.[0-9a-f]{12}-([0-9a-f]{1,12})-(\d{1,10})\.tmp-write$/;
/** As earlier versions wrote them, without the process. */
const OLD_NAME = /^\.[0-9a-f]{12}\.tmp-write$/;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Folders that were looked through in this process: what is left in them is of this process, or of living ones. */
const lookedThrough = new Set<string>();

/** Random for each build of this file in each process, then one after the other: a call for each name would be slow. */
let next = randomInt(2 ** 47);

/** The name of a temporary file that tells which process writes it. */
export function temporaryName(): string {
  return `.${(next++).toString(16).padStart(12, '0')}-${HOST}-${process.pid}.tmp-write`;
}

/**
 * Removes the temporary files that killed processes left in a folder; those of processes that live, or of other
 * machines, stay. Each folder is looked through once a process. Never throws: what cannot be removed does no harm.
 */
export async function removeDeadTemporaries(folder: string): Promise<void> {
  if (lookedThrough.has(folder)) return;
  lookedThrough.add(folder);
  const names = await readdir(folder).catch((): string[] => []);
  await Promise.all(
    names
      .filter((name) => name.endsWith('.tmp-write'))
      .map(async (name) => {
        const path = join(folder, name);
        if (await isDead(path, name)) await rm(path, { force: true }).catch(() => undefined);
      }),
  );
}

async function isDead(path: string, name: string): Promise<boolean> {
  const [, host, pid] = NAME.exec(name) ?? [];
  if (pid !== undefined) return host === HOST && !isThere(Number(pid));
  if (!OLD_NAME.test(name)) return false;
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > DAY_MS;
}
