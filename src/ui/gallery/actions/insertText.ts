import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import pLimit from 'p-limit';
import type { GalleryCell } from '../../../core/gallery/engine';
import { Problem } from '../../../core/problem/problem';
import type { GalleryFeature } from '../feature';
import { dragText } from './dragText';

/** A system has only so many files open. */
const READS_AT_ONCE = 8;

/** Writes a text at the cursor of the text editor that was used last. @throws Problem `bad_input` where there is none */
export async function insertText({ editor }: Pick<GalleryFeature, 'editor'>, text: string): Promise<void> {
  if (await editor.insert(text)) return;
  throw new Problem(
    'bad_input',
    l10n.t('No text is open to insert into.'),
    l10n.t('Open a prompt file beside the gallery, and put the cursor where the text is to go.'),
  );
}

/**
 * Writes what cells are for an editor at its cursor, each on a line of its own.
 * @throws Problem as `insertText` does, and `missing` where there is nothing: a selected text would only be deleted
 */
export async function insertTexts(
  feature: Pick<GalleryFeature, 'editor' | 'models'>,
  cells: readonly GalleryCell[],
): Promise<void> {
  const texts = await pLimit(READS_AT_ONCE).map(cells, (cell) => dragText(cell, feature));
  const text = texts.filter((each) => each !== undefined && each !== '').join('\n');
  if (text === '') throw nothingToInsert(basename(cells[0]?.path ?? ''));
  await insertText(feature, text);
}

const nothingToInsert = (name: string) =>
  new Problem(
    'missing',
    l10n.t('There is nothing of {0} to insert.', name),
    l10n.t('Only pictures with a prompt, and models with trigger words, can be inserted.'),
  );
