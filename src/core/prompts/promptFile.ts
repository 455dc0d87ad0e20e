import { asciiJson, isAscii } from '../json/asciiJson';
import { editJson, JsonText } from '../json/jsonDocument';
import { jsonMemberSpans } from '../json/jsonSpans';

/** The fields of a prompt file that the commands read and write. */
export const PROMPT_FIELDS = ['raw_prompt', 'prompt', 'prompt_with_clothes', 'lora'] as const;

export type PromptField = (typeof PROMPT_FIELDS)[number];

/** The fields that a file has as strings, or those of them that change. */
export type PromptFields = Partial<Record<PromptField, string>>;

/** Why a file is no prompt file. */
export type NoPromptFile =
  /** Neither JSON nor meant to be, such as a caption. */
  | 'plain_text'
  | 'not_json'
  | 'not_utf8'
  | 'too_large'
  /** JSON, but no object with a string `raw_prompt` or `prompt`. */
  | 'no_prompt';

/** A file of prompts: a JSON object with a string `raw_prompt` or `prompt`. */
export interface PromptFile {
  /** All of it, with its byte order mark where it has one: as UTF-8 it is the file, byte for byte. */
  readonly text: string;
  readonly fields: PromptFields;
}

/** Prompt files are far smaller; a log that happens to end with `.txt` would only fill the memory. */
export const MAX_PROMPT_FILE_BYTES = 16 * 1024 * 1024;
/** Of all its prompts together: some 60,000 tags, whose structure takes about 150 times their size in memory. */
export const MAX_PROMPT_CHARACTERS = 1_000_000;

const BOM = 0xfeff;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads the bytes of a prompt file. Of a key that stands twice, the last one counts.
 * @returns the file, or why it is no prompt file
 */
export function readPromptFile(bytes: Uint8Array): PromptFile | NoPromptFile {
  if (bytes.length > MAX_PROMPT_FILE_BYTES) return 'too_large';
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return 'not_utf8';
  }
  let value: unknown;
  try {
    value = JSON.parse(withoutBom(text));
  } catch {
    return /^[\s\ufeff]*[{[]/.test(text) ? 'not_json' : 'plain_text';
  }
  const fields = fieldsOf(value);
  if (charactersOf(fields) > MAX_PROMPT_CHARACTERS) return 'too_large';
  return fields.raw_prompt === undefined && fields.prompt === undefined ? 'no_prompt' : { text, fields };
}

function fieldsOf(value: unknown): PromptFields {
  const fields: PromptFields = {};
  if (typeof value !== 'object' || value === null) return fields;
  const members = value as Partial<Record<PromptField, unknown>>;
  for (const field of PROMPT_FIELDS) {
    const member = members[field];
    if (typeof member === 'string') fields[field] = member;
  }
  return fields;
}

function charactersOf(fields: PromptFields): number {
  return Object.values(fields).reduce((sum, { length }) => sum + length, 0);
}

/**
 * Sets fields in the text of a prompt file. Only the values of these members are replaced: every other byte stays,
 * with the order of keys, how numbers are written, indentation, line ends and byte order mark. Members that are not
 * there are added at the end, in the style of the others. A text of ASCII only stays one.
 * @throws RangeError where a member is to be added to a text that is nested too deeply
 */
export function editPromptFile({ text }: PromptFile, changes: PromptFields): string {
  const inAscii = isAscii(withoutBom(text));
  const written = (value: string) => (inAscii ? asciiJson(JSON.stringify(value)) : JSON.stringify(value));
  const spans = jsonMemberSpans(text);
  const present = PROMPT_FIELDS.flatMap((field) => {
    const [span, value] = [spans.get(field), changes[field]];
    return span && value !== undefined ? [{ ...span, value: written(value) }] : [];
  });
  let edited = '';
  let end = 0;
  for (const { start, end: next, value } of present.sort((one, other) => one.start - other.start)) {
    edited += text.slice(end, start) + value;
    end = next;
  }
  const missing = PROMPT_FIELDS.flatMap((field) => {
    const value = changes[field];
    return spans.has(field) || value === undefined ? [] : [[field, new JsonText(written(value))] as const];
  });
  return editJson(edited + text.slice(end), Object.fromEntries(missing));
}

/** The text of a file as an editor shows it. */
export function withoutBom(text: string): string {
  return text.charCodeAt(0) === BOM ? text.slice(1) : text;
}
