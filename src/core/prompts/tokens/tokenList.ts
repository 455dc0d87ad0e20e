import { stat } from 'node:fs/promises';
import { Problem } from '../../problem/problem';
import { readUtf8 } from '../../json/jsonFile';

/** A larger file is no list of tokens. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Reads the file at the path of a list of tokens.
 * @returns the tokens of the list; `other` for anything but a JSON array of strings; undefined where there is no file
 * @throws Problem `unreadable`
 */
async function readTokenList(path: string): Promise<readonly string[] | 'other' | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found && (!found.isFile() || found.size > MAX_BYTES)) return 'other';
  try {
    const text = await readUtf8(path);
    if (text === undefined) return undefined;
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return isTexts(value) ? value : 'other';
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Problem && error.code === 'not_json'))
      return 'other';
    throw error;
  }
}

/**
 * Finds out what would be lost if a list replaced the file at its path.
 * @param path where it goes
 * @param tokens of the new list
 * @param isWhole whether the list is that of a whole folder: it replaces an older one, and nothing is lost
 * @returns `other` where the file is no list of tokens; else how many of its tokens the new list lacks
 * @throws Problem `unreadable`
 */
export async function lostTokens(
  path: string,
  tokens: readonly string[],
  isWhole: boolean,
): Promise<number | 'other'> {
  const there = await readTokenList(path);
  if (there === undefined) return 0;
  if (there === 'other') return 'other';
  if (isWhole) return 0;
  const collected = new Set(tokens);
  return there.filter((token) => !collected.has(token)).length;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
