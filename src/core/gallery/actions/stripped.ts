import * as l10n from '@vscode/l10n';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readRegular } from '../../files/regularFile';
import { unusedPath } from '../../files/unusedPath';
import { isVideoName } from '../../images/imageEnding';
import { stripPicture } from '../../media/strip/stripPicture';
import { Problem, type ProblemInfo } from '../../problem/problem';
import { problemInfo, toProblem } from '../../problem/toProblem';
import { replaceFile } from '../../undo/replaceFile';
import type { UndoRecorder } from '../../undo/undoRecorder';

/** A larger picture would fill the memory, together with its copy. */
const MOST_BYTES = 128 * 1024 * 1024;

/** Where copies without texts go: into a folder under their own names, or to one path; absolute. */
export type StrippedTarget = { readonly folder: string } | { readonly file: string };

/** What became of a picture. */
export type ExportedPicture = { readonly path: string } & (
  | { readonly state: 'exported'; readonly to: string; /** To be told. */ readonly notes: readonly string[] }
  | { readonly state: 'failed'; readonly problem: ProblemInfo }
);

/**
 * The bytes of a picture without any text, for the clipboard or for a file.
 * @param path absolute
 * @throws Problem for a video, for what has no such copy, or of reading
 */
export async function strippedBytes(
  path: string,
): Promise<{ readonly bytes: Buffer; readonly notes: readonly string[] }> {
  const name = basename(path);
  if (isVideoName(path)) throw isVideo(name);
  try {
    const { bytes, hasHiddenText } = await stripPicture(await readRegular(path, MOST_BYTES));
    return { bytes, notes: hasHiddenText ? [hiddenText(name)] : [] };
  } catch (error) {
    const { code, message, advice } = toProblem(error, name);
    throw new Problem(code, message.includes(name) ? message : l10n.t('{0}: {1}', name, message), advice, { cause: error }); // prettier-ignore
  }
}

/**
 * Writes copies of pictures without any text: what shows stays bit for bit. No file is written over: in a folder, a copy
 * gets a name that is free. One that fails does not hinder the others.
 * @param pictures absolute paths
 */
export async function exportStripped(
  pictures: readonly string[],
  target: StrippedTarget,
  undo: Pick<UndoRecorder, 'keep'>,
  signal?: AbortSignal,
): Promise<ExportedPicture[]> {
  const done: ExportedPicture[] = [];
  for (const path of pictures) {
    if (signal?.aborted) break;
    try {
      const { bytes, notes } = await strippedBytes(path);
      const to = await placeOf(path, target);
      await mkdir(dirname(to), { recursive: true });
      await replaceFile(to, undefined, bytes, undo);
      done.push({ path, state: 'exported', to, notes });
    } catch (error) {
      done.push({ path, state: 'failed', problem: problemInfo(toProblem(error, basename(path))) });
    }
  }
  return done;
}

async function placeOf(path: string, target: StrippedTarget): Promise<string> {
  if ('folder' in target) return unusedPath(join(target.folder, basename(path)));
  if ((await unusedPath(target.file)) === target.file) return target.file;
  throw new Problem(
    'bad_input',
    l10n.t('{0} is there already.', basename(target.file)),
    l10n.t('Choose another name: no file is written over.'),
  );
}

const hiddenText = (name: string): string =>
  l10n.t('{0}: a prompt is hidden in its pixels, too. It would go only if the picture were encoded again.', name); // prettier-ignore

const isVideo = (name: string) =>
  new Problem(
    'bad_input',
    l10n.t('{0} is a video: its texts cannot be taken out.', name),
    l10n.t('Choose pictures only.'),
  );
