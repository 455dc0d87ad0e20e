import { hash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { resolveInside, safeName } from '../files/safeName';

/**
 * The folder of a creator below another one, which it cannot leave. Civitai's names have no case: a folder that is there
 * is taken however its name is written.
 * @param parent absolute
 * @returns its name and its path, whether or not it is there
 */
export async function userFolder(
  parent: string,
  username: string,
): Promise<{ readonly name: string; readonly path: string }> {
  const wanted = safeUser(username);
  const names = await readdir(parent).catch((): string[] => []);
  const name = names.includes(wanted)
    ? wanted
    : (names.sort().find((each) => sameUser(each, wanted)) ?? wanted);
  return { name, path: resolveInside(parent, name) };
}

/** Whether two names are of one user. */
export const sameUser = (one: string, other: string): boolean => userKey(one) === userKey(other);

/** By which a user is told from others. */
export const userKey = (username: string): string => username.normalize('NFC').toLowerCase();

/** A user's name as a file name. One that had to be changed gets a mark, so that no two users share a folder. */
function safeUser(username: string): string {
  const name = username.normalize('NFC');
  const safe = safeName(name, '');
  return safe === name ? name : `${safe === '' ? 'user' : safe}_${hash('sha256', userKey(name)).slice(0, 8)}`;
}
