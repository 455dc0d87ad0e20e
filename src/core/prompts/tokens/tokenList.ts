import { stat } from 'node:fs/promises';
import { Problem } from '../../problem/problem';
import { readUtf8 } from '../../json/jsonFile';

/** No list of tokens is as large. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Reads what lies where a list of tokens goes.
 * @returns the tokens of the list; `other` for anything but a JSON array of strings; undefined where nothing lies
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
 * What would be lost if a list took the place of what lies there.
 * @param path where it goes
 * @param tokens of the new list
 * @param isWhole whether the list is that of a whole folder: it takes the place of an older one, and nothing is lost
 * @returns `other` where no list lies there; else how many tokens the new list lacks
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
