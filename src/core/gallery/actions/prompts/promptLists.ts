import * as l10n from '@vscode/l10n';
import { basename, extname } from 'node:path';
import pLimit from 'p-limit';
import { withFileLock } from '../../../files/lock';
import { readIfThere } from '../../../files/regularFile';
import { asciiJson, isAscii } from '../../../json/asciiJson';
import { jsonElementSpans } from '../../../json/jsonSpans';
import { Problem, type ProblemInfo } from '../../../problem/problem';
import { problemInfo, toProblem } from '../../../problem/toProblem';
import { replaceFile } from '../../../undo/replaceFile';
import type { UndoRecorder } from '../../../undo/undoRecorder';
import { readPicturePrompt, type PicturePrompt } from './picturePrompt';
import { promptLine } from './promptLine';
import { noPrompt } from './savePrompts';

/** A list of prompts is a text that is read at once. */
const MOST_BYTES = 64 * 1024 * 1024;
const READS_AT_ONCE = 8;

/** What became of a list. */
export interface WrittenList {
  /** How many prompts were written into it. */
  readonly prompts: number;
  /** Pictures whose prompt is not in it, and why. */
  readonly failed: readonly { readonly path: string; readonly problem: ProblemInfo }[];
}

type Written = PicturePrompt & { readonly prompt: string };

/**
 * Writes the prompts of pictures into one list, in place of what is there: by the ending of its name JSON with all that is
 * known of each, or a text of a prompt a line.
 * @param pictures absolute paths
 * @param file absolute; the user has agreed that it is replaced
 * @throws Problem `missing` where no prompt is known at all, or of writing
 */
export function exportPrompts(
  pictures: readonly string[],
  file: string,
  undo: Pick<UndoRecorder, 'keep'>,
): Promise<WrittenList> {
  return write(pictures, file, undo, (prompts) => newList(prompts, file));
}

/**
 * Adds the prompts of pictures to the end of a list, whose other bytes stay: to a text, a line each; to a JSON array,
 * strings or objects as it has them. Where there is no such file, it is made.
 * @throws Problem as `exportPrompts` does, or `bad_input` where the file is no list of prompts
 */
export function sendToPromptList(
  pictures: readonly string[],
  file: string,
  undo: Pick<UndoRecorder, 'keep'>,
): Promise<WrittenList> {
  return write(pictures, file, undo, (prompts, old) => {
    const text = old === undefined ? '' : textOf(old, basename(file));
    if (text.trim() === '' || text.trim() === '\ufeff') return text + newList(prompts, file);
    const value = jsonOf(text);
    if (Array.isArray(value)) return addedToArray(text, value, prompts);
    if (value !== undefined || isJsonName(file)) throw noList(basename(file));
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    const lines = prompts.map(({ prompt }) => promptLine(prompt) + eol).join('');
    return text + (/[\r\n]$/.test(text) ? '' : eol) + lines;
  });
}

async function write(
  pictures: readonly string[],
  file: string,
  undo: Pick<UndoRecorder, 'keep'>,
  textWith: (prompts: readonly Written[], old: Buffer | undefined) => string,
): Promise<WrittenList> {
  const failed: { path: string; problem: ProblemInfo }[] = [];
  const read = await pLimit(READS_AT_ONCE).map(pictures, async (path): Promise<Written[]> => {
    try {
      const known = await readPicturePrompt(path);
      const { prompt } = known.info;
      if (prompt === null || promptLine(prompt) === '') throw noPrompt(basename(path));
      return [{ ...known, prompt }];
    } catch (error) {
      failed.push({ path, problem: problemInfo(toProblem(error, basename(path))) });
      return [];
    }
  });
  const prompts = read.flat();
  if (prompts.length === 0) throw nothingToWrite();
  await withFileLock(file, async () => {
    const old = await readIfThere(file, MOST_BYTES).catch((error: unknown) => {
      throw toProblem(error, basename(file));
    });
    await replaceFile(file, old, Buffer.from(textWith(prompts, old)), undo);
  });
  return { prompts: prompts.length, failed };
}

function newList(prompts: readonly Written[], file: string): string {
  if (isJsonName(file)) return `${JSON.stringify(prompts.map(entryOf), undefined, 2)}\n`;
  return prompts.map(({ prompt }) => `${promptLine(prompt)}\n`).join('');
}

/** What JSON says of a picture; what is not known is left out. */
function entryOf({ path, prompt, info, url }: Written) {
  const { negative, seed, steps, sampler, cfg, model } = info;
  const known = { negative, seed, steps, sampler, cfg, model, url };
  const told = Object.entries(known).filter(([, value]) => value !== null && value !== undefined);
  return { picture: basename(path), prompt, ...Object.fromEntries(told) };
}

function addedToArray(text: string, array: readonly unknown[], prompts: readonly Written[]): string {
  const start = text.indexOf('[');
  const end = text.lastIndexOf(']') + 1;
  const spans = jsonElementSpans(text, { start, end });
  const last = spans.at(-1);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  // What stands before the last element stands before a new one.
  const before = last ? (/\s*$/.exec(text.slice(start + 1, last.start))?.[0] ?? '') : `${eol}  `;
  const isOfTexts = array.length > 0 && array.every((each) => typeof each === 'string');
  const written = prompts.map((each) => {
    const json = JSON.stringify(isOfTexts ? each.prompt : entryOf(each));
    return isAscii(text.replace(/^\ufeff/, '')) ? asciiJson(json) : json;
  });
  const at = last?.end ?? start + 1;
  const added = written.map((json, index) => `${last || index > 0 ? ',' : ''}${before}${json}`).join('');
  return text.slice(0, at) + added + (last ? text.slice(at) : eol + text.slice(end - 1));
}

function textOf(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Problem('bad_input', l10n.t('{0} is not UTF-8.', name), l10n.t('Save it as UTF-8 and try again.')); // prettier-ignore
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

const isJsonName = (file: string): boolean => extname(file).toLowerCase() === '.json';

const noList = (name: string) =>
  new Problem(
    'bad_input',
    l10n.t('{0} is no list of prompts.', name),
    l10n.t('Choose a text with a prompt on each line, or a JSON array.'),
  );

const nothingToWrite = () =>
  new Problem(
    'missing',
    l10n.t('No prompt of these pictures is known.'),
    l10n.t('Their files and records hold none.'),
  );
