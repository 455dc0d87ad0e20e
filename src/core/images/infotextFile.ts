import * as l10n from '@vscode/l10n';
import { lstat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { INFOTEXT_ENDING } from '../files/infotextEnding';
import { readIfThere } from '../files/regularFile';
import { readJsonFile } from '../json/jsonFile';
import { Problem } from '../problem/problem';
import { toProblem } from '../problem/toProblem';
import { replaceFile } from '../undo/replaceFile';
import type { UndoRecorder } from '../undo/undoRecorder';
import { recordPath } from './imageRecord';

/** Makes an infotext of what `<picture>.metadata.json` holds; undefined where that does not say enough. */
export type InfotextOf = (metadata: Readonly<Record<string, unknown>>) => string | undefined;

/** No picture holds more. */
const MOST_BYTES = 32 * 1024 * 1024;

/** Reads an infotext, without its byte order mark and the line ends behind it. @returns undefined where there is none */
export async function readInfotextFile(path: string): Promise<string | undefined> {
  const bytes = await readBytes(path);
  if (bytes === undefined) return undefined;
  const text = textOf(bytes);
  if (text !== undefined) return text;
  throw new Problem(
    'bad_input',
    l10n.t('{0} is not UTF-8.', basename(path)),
    l10n.t('Save it as UTF-8 and try again.'),
  );
}

/**
 * The infotext that lies beside a picture, in a text file or in `<picture>.metadata.json`; undefined where there is none.
 * @throws Problem where what is there cannot be read
 */
export async function infotextBeside(picture: string, infotextOf: InfotextOf): Promise<string | undefined> {
  const own = await readInfotextFile(ownPath(picture));
  if (own !== undefined) return own;
  // Whatever else is there is no infotext.
  const text = await readInfotextFile(plainPath(picture)).catch(() => undefined);
  if (text !== undefined && isInfotext(text)) return text;
  const metadata = await readJsonFile(recordPath(picture));
  return metadata && infotextOf(metadata.value);
}

/**
 * Writes an infotext beside a picture: `{imageId}.txt`, or `{imageId}.infotext.txt` where that is a prompt file, a
 * caption, or in the folder of a creator, where such names are those of prompt files.
 * @returns the path of the file
 * @throws Problem `unsafe_name` where a prompt file or a link has the second name as well, or of writing
 */
export async function writeInfotextBeside(
  picture: string,
  infotext: string,
  options: { readonly ofCreator: boolean; readonly undo?: Pick<UndoRecorder, 'keep'> | undefined },
): Promise<string> {
  const { path, before } = await placeBeside(picture, infotext, options.ofCreator);
  const after = Buffer.from(`${infotext}\n`);
  if (before === undefined || !after.equals(before)) await replaceFile(path, before, after, options.undo);
  return path;
}

interface Place {
  readonly path: string;
  /** What lies there; undefined for nothing. */
  readonly before: Buffer | undefined;
}

/** Where an infotext goes: what `before` holds is an infotext, or this very text, and it alone is replaced. */
async function placeBeside(picture: string, infotext: string, ofCreator: boolean): Promise<Place> {
  const own = ownPath(picture);
  const ofOwn = await readOwn(own);
  if (ofCreator || ofOwn !== undefined) return { path: own, before: ofOwn };
  const plain = plainPath(picture);
  const isTaken = await isLink(plain);
  // What cannot be read as a text is none of ours.
  const before = isTaken ? undefined : await readBytes(plain).catch(() => null);
  const text = before ? (textOf(before) ?? '') : undefined;
  const isFree = !isTaken && before !== null && (text === undefined || text === infotext || isInfotext(text));
  return isFree ? { path: plain, before } : { path: own, before: undefined };
}

/** What the file of our own name holds. @throws Problem `unsafe_name` where that is no infotext all the same */
async function readOwn(path: string): Promise<Buffer | undefined> {
  if (await isLink(path)) throw notOurs(path);
  const bytes = await readBytes(path);
  const text = bytes && textOf(bytes);
  // A text that does not look like an infotext may have been given by the user as one, but JSON is a prompt file.
  if (bytes !== undefined && (text === undefined || isJson(text))) throw notOurs(path);
  return bytes;
}

const isLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );

function readBytes(path: string): Promise<Buffer | undefined> {
  return readIfThere(path, MOST_BYTES).catch((error: unknown) => {
    throw toProblem(error, basename(path));
  });
}

/** A text of UTF-8, without its byte order mark and the line ends behind it; undefined where it is something else. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/[\r\n]+$/, '');
  } catch {
    return undefined;
  }
}

/** A line begins with the number of steps, and goes on with another parameter. A caption has none, nor has a prompt file. */
const isInfotext = (text: string): boolean => /^Steps: \d+, *[A-Z][\w /-]*: */m.test(text) && !isJson(text);

const isJson = (text: string): boolean => /^\s*[{[]\s*"/.test(text.slice(0, 1000));

const ownPath = (picture: string): string => stemOf(picture) + INFOTEXT_ENDING;

const plainPath = (picture: string): string => `${stemOf(picture)}.txt`;

const stemOf = (picture: string): string => join(dirname(picture), basename(picture, extname(picture)));

const notOurs = (path: string) =>
  new Problem(
    'unsafe_name',
    l10n.t('{0} was left alone: it is no infotext.', basename(path)),
    l10n.t('Give it another name, since infotexts that do not fit into their picture go there.'),
  );
