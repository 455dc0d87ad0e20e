import { stat } from 'node:fs/promises';
import { Problem } from '../../files/problem';
import { readUtf8 } from '../../files/jsonFile';

/** No list of tokens is as large. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Whether what lies at this path is something else than a list of tokens, a JSON array of strings, so that a list must
 * not take its place unasked. Nothing there is no such thing.
 * @throws Problem `unreadable`
 */
export async function isOtherThanTokenList(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found && (!found.isFile() || found.size > MAX_BYTES)) return true;
  try {
    const text = await readUtf8(path);
    if (text === undefined) return false;
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return !Array.isArray(value) || !value.every((item) => typeof item === 'string');
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Problem && error.code === 'not_json')) return true;
    throw error;
  }
}
