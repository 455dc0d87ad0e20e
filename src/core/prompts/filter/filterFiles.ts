import * as l10n from '@vscode/l10n';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFileAtomic } from '../../files/atomicWrite';
import { readUtf8 } from '../../json/jsonFile';
import { withFileLock } from '../../files/lock';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import { FILTER_FILES, filterFilesOf } from './filterNames';
import { readFilterText } from './filterText';
import { FILTER_GROUPS, type FilterGroup, type FilterWords } from './filterWords';
import { isJson } from './jsonWords';
import { itemKey, wordKeys } from '../grammar/key';
import { readRegular } from '../../files/regularFile';

const BOM = '\ufeff';

/** A filter file is a list of words; a larger one is something else. */
const MAX_BYTES = 8 * 1024 * 1024;

/** The words of a filter file. */
export function parseFilterWords(text: string): readonly string[] {
  return readFilterText(text).words;
}

/** The filter words that hold for a folder, and what of its files was not taken as such (whole sentences). */
export interface LoadedFilters {
  readonly words: FilterWords;
  readonly notices: readonly string[];
}

/**
 * The filter words of a folder: those of the settings and those of its files. A file that is not there has none; one
 * that cannot be read is told, and keeps no other from being read.
 */
export async function loadFilterWords(folder: string, fromSettings: FilterWords): Promise<LoadedFilters> {
  const names = await readdir(folder).catch((): string[] => []);
  const words: Record<FilterGroup, readonly string[]> = { ...fromSettings };
  const notices: string[] = [];
  for (const group of FILTER_GROUPS) {
    const [file, ...others] = filterFilesOf(group, names);
    if (file === undefined) continue;
    notices.push(...others.map((other) => l10n.t('{0} was not read: {1} is there.', other, file)));
    try {
      const { text, encoding } = decode(await readFilterFile(join(folder, file)));
      const read = readFilterText(text);
      words[group] = [...fromSettings[group], ...read.words];
      notices.push(...read.notices.map((notice) => l10n.t('{0}: {1}', file, notice)));
      if (encoding !== undefined)
        notices.push(l10n.t('{0} was read as {1}: save it as UTF-8.', file, encoding));
    } catch (error) {
      const { message, advice } = toProblem(error, file);
      notices.push(`${message} ${advice}`);
    }
  }
  return { words, notices };
}

/** Where the words of a group are kept for a folder, whether that file exists or not; an absolute path. */
export async function filterFilePath(folder: string, group: FilterGroup): Promise<string> {
  const names = await readdir(folder).catch((): string[] => []);
  return join(folder, filterFilesOf(group, names)[0] ?? FILTER_FILES[group]);
}

async function readFilterFile(path: string): Promise<Buffer> {
  const found = await stat(path);
  if (!found.isFile()) {
    throw new Problem(
      'unreadable',
      l10n.t('{0} is no regular file.', basename(path)),
      l10n.t('Put a text file there.'),
    );
  }
  if (found.size > MAX_BYTES) {
    throw new Problem(
      'unreadable',
      l10n.t('{0} is larger than a list of filter words can be.', basename(path)),
      l10n.t('Keep one word a line in it, and nothing else.'),
    );
  }
  return readRegular(path);
}

/** The text of a file, and its encoding where that is not UTF-8. */
function decode(bytes: Buffer): { readonly text: string; readonly encoding?: string } {
  const utf16 = utf16Of(bytes);
  if (utf16 !== undefined) return { text: new TextDecoder(utf16).decode(bytes), encoding: 'UTF-16' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'Windows-1252' };
  }
}

/** UTF-16 by its byte order mark, else by the zero bytes that half of its letters have. */
function utf16Of(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 1000);
  const zeros = [0, 0];
  start.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) <= start.length / 8) return undefined;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/**
 * Adds words to the file of a group, one a line, and makes it where it is not there. Words that mean the same as one
 * that is there are left out.
 * @param underscoresAsSpaces whether `long_hair` and `long hair` mean the same
 * @returns how many were added
 * @throws Problem where the file cannot be read or written
 */
export async function addFilterWords(
  folder: string,
  group: FilterGroup,
  words: readonly string[],
  underscoresAsSpaces: boolean,
): Promise<number> {
  const path = await filterFilePath(folder, group);
  return withFileLock(path, async () => {
    const text = (await readUtf8(path)) ?? '';
    if (isJson(text)) {
      throw new Problem(
        'bad_input',
        l10n.t('{0} holds JSON, to which no line can be added.', basename(path)),
        l10n.t('Add the words there yourself, or keep one word a line in it.'),
      );
    }
    const known = new Set(parseFilterWords(text).map((word) => itemKey(word, underscoresAsSpaces)));
    const added = words
      .map((word) => word.trim())
      .filter((word) => isNew(itemKey(word, underscoresAsSpaces), known));
    if (added.length === 0) return 0;
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    const needsBreak = text !== '' && text !== BOM && !text.endsWith('\n');
    await writeFileAtomic(path, `${text}${needsBreak ? eol : ''}${added.join(eol)}${eol}`);
    return added.length;
  });
}

/**
 * A collected token as a filter word for exactly this token. Collected tokens are unescaped, and the brackets of a
 * word count as emphasis.
 */
export function asFilterWord(token: string): string {
  const escapes = [/(?!)/g, /[()[\]{}]/g, /[()[\]{}\\:|]/g];
  const words = escapes.map((escaped) => token.replace(escaped, '\\$&'));
  return words.find((word) => meansOnly(word, token)) ?? token;
}

function meansOnly(word: string, token: string): boolean {
  const keys = wordKeys(word, false);
  return parseFilterWords(word).length === 1 && keys.length === 1 && keys[0] === token;
}

function isNew(key: string, known: Set<string>): boolean {
  if (key === '' || known.has(key)) return false;
  known.add(key);
  return true;
}
