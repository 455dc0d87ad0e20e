import { join } from 'node:path';
import { writeFileAtomic } from '../../files/atomicWrite';
import { readUtf8 } from '../../json/jsonFile';
import { withFileLock } from '../../files/lock';
import { FILTER_GROUPS, type FilterGroup, type FilterWords } from './filterWords';
import { itemKey, wordKeys } from '../grammar/key';
import { parsePrompt } from '../grammar/parse';

/** The files of filter words, as they lie in the folder of the prompts or in one that the user chose. */
export const FILTER_FILES: Readonly<Record<FilterGroup, string>> = {
  sex: 'Filter_Sex.txt',
  clothes: 'Filter_Clothes.txt',
  etc: 'Filter_Etc.txt',
};

const BOM = '\ufeff';

/**
 * The words of a filter file: separated by commas and line ends, but not within brackets. Lines that begin with `#`
 * are comments.
 */
export function parseFilterWords(text: string): string[] {
  const lines = text.replace(BOM, '').split(/\r?\n/);
  return lines.filter((line) => !line.trimStart().startsWith('#')).flatMap(wordsOf);
}

/**
 * The filter words of a folder: those of the settings and those of its files. A file that is not there has none.
 * @throws Problem `not_json` for a file that is not UTF-8, or `unreadable`
 */
export async function loadFilterWords(folder: string, fromSettings: FilterWords): Promise<FilterWords> {
  const [sex, clothes, etc] = await Promise.all(
    FILTER_GROUPS.map(async (group) => {
      const text = await readUtf8(join(folder, FILTER_FILES[group]));
      return [...fromSettings[group], ...parseFilterWords(text ?? '')];
    }),
  );
  return { sex: sex ?? [], clothes: clothes ?? [], etc: etc ?? [] };
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
  const path = join(folder, FILTER_FILES[group]);
  return withFileLock(path, async () => {
    const text = (await readUtf8(path)) ?? '';
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
  return wordsOf(word).length === 1 && keys.length === 1 && keys[0] === token;
}

function isNew(key: string, known: Set<string>): boolean {
  if (key === '' || known.has(key)) return false;
  known.add(key);
  return true;
}

function wordsOf(line: string): string[] {
  return parsePrompt(line).items.map(({ start, end }) => line.slice(start, end));
}
