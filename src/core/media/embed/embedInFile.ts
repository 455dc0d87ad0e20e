import * as l10n from '@vscode/l10n';
import { lstat } from 'node:fs/promises';
import { basename } from 'node:path';
import { withFileLock } from '../../files/lock';
import { readRegular } from '../../files/regularFile';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import { replaceFile } from '../../undo/replaceFile';
import type { UndoRecorder } from '../../undo/undoRecorder';
import type { DoesNotFit, EmbedOptions } from './embedding';
import { embedText } from './embedText';
import { requireTrueEnding } from './trueEnding';

/** A larger picture would fill the memory, together with what Undo keeps of it. */
const MOST_BYTES = 128 * 1024 * 1024;

/** What became of a file: `unchanged` where this very text was in it already. */
export type FileEmbedding = { readonly kind: 'embedded' | 'unchanged' } | DoesNotFit;

/**
 * Writes an infotext into a picture file, which is replaced whole or not at all. A byte order mark in front of the text
 * is no part of it.
 * @param path absolute
 * @param options.undo keeps what the file held before
 * @throws Problem `bad_input` for an empty text, for what is no picture and for a picture of another format than its
 * name says, `unsafe_name` for a link, `unreadable` for a picture that is broken, cut off or larger than 128 MB,
 * `changed_meanwhile`, or of writing
 */
export async function embedInFile(
  path: string,
  text: string,
  { undo, ...options }: EmbedOptions & { readonly undo?: Pick<UndoRecorder, 'keep'> | undefined } = {},
): Promise<FileEmbedding> {
  const wanted = text.replace(/^\ufeff+/, '');
  if (wanted.trim() === '') throw emptyText();
  return withFileLock(path, async () => {
    const before = await readPicture(path).catch((error: unknown) => {
      throw toProblem(error, basename(path));
    });
    requireTrueEnding(path, before);
    const result = embedText(before, wanted, options);
    if (result.kind !== 'embedded') return result;
    if (result.picture.equals(before)) return { kind: 'unchanged' };
    await replaceFile(path, before, result.picture, undo);
    return { kind: 'embedded' };
  });
}

/** A link is refused wherever it leads: the picture may be shared with other folders, whose user did not ask for this. */
async function readPicture(path: string): Promise<Buffer> {
  if ((await lstat(path)).isSymbolicLink()) throw isLink(path);
  return readRegular(path, MOST_BYTES);
}

const isLink = (path: string) =>
  new Problem(
    'unsafe_name',
    l10n.t('{0} was left alone: it is a link.', basename(path)),
    l10n.t('Name the file that it leads to.'),
  );

const emptyText = () =>
  new Problem(
    'bad_input',
    l10n.t('The text is empty.'),
    l10n.t('Give one with what the picture was made of.'),
  );
