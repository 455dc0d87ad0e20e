import { decodeString, jsonStrings, type DecodedString } from '../editing/jsonStrings';
import type { PromptField } from '../promptFile';
import { tokenPlaces } from './tokens';

/** Where tokens are collected from, and where else they may still stand in a file that was changed since. */
const SEARCHED_FIELDS: readonly PromptField[] = ['raw_prompt', 'prompt', 'prompt_with_clothes'];

/** A piece of a text, by offsets. */
interface Piece {
  readonly start: number;
  readonly end: number;
}

/**
 * The first place of a collected token in the text of a prompt file, brackets and weight left out.
 * @returns undefined where it is not there (any more)
 */
export function findToken(text: string, token: string): Piece | undefined {
  const values = promptValues(text);
  for (const field of SEARCHED_FIELDS) {
    const string = values.get(field);
    const place = string && tokenPlaces(string.value).find((candidate) => candidate.token === token);
    if (!place) continue;
    const { start, end } = trimmed(string.value, place);
    return { start: string.toOffset(start), end: string.toOffset(end) };
  }
  return undefined;
}

/** The strings of the file's own members; of a key that stands twice, the last one counts. */
function promptValues(text: string): Map<string, DecodedString> {
  const values = new Map<string, DecodedString>();
  let key: string | undefined;
  for (const string of jsonStrings(text)) {
    if (string.depth !== 1) continue;
    const decoded = decodeString(text, string);
    if (string.role === 'key') key = decoded.value;
    else if (key !== undefined) values.set(key, decoded);
  }
  return values;
}

function trimmed(text: string, { start, end }: Piece): Piece {
  const piece = text.slice(start, end);
  return { start: end - piece.trimStart().length, end: start + piece.trimEnd().length };
}
