import { stat } from 'node:fs/promises';
import { Problem } from '../../files/problem';
import { readUtf8 } from '../../files/jsonFile';

/** No list of tokens is as large. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Reads what lies where a list of tokens goes.
 * @returns the tokens of the list; `other` for anything but a JSON array of strings; undefined where nothing lies
 * @throws Problem `unreadable`
 */
export async function readTokenList(path: string): Promise<readonly string[] | 'other' | undefined> {
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

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
