import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { editJson } from '../json/jsonDocument';
import { readJsonFile } from '../json/jsonFile';
import { embedInFile } from '../media/embed/embedInFile';
import type { DoesNotFit } from '../media/embed/embedding';
import { Problem } from '../problem/problem';
import { replaceFile } from '../undo/replaceFile';
import type { UndoRecorder } from '../undo/undoRecorder';
import { recordPath } from './imageRecord';
import type { MetadataFormat } from './metadataFormat';
import { writeInfotextBeside } from './infotextFile';

/** What is known of a picture. */
export interface ImageMetadata {
  /** All of it, as it is to stand in JSON. */
  readonly json: Readonly<Record<string, unknown>>;
  /** What it was made of, as A1111 writes it; absent where too little is known. */
  readonly infotext?: string | undefined;
}

export interface SavedMetadata {
  /** The file that has it now. */
  readonly path: string;
  /** Why it is beside the picture and not in it. */
  readonly doesNotFit?: DoesNotFit;
}

/**
 * Saves what is known of a picture. Of JSON that is there already, other keys stay.
 * @param picture absolute path
 * @param options.ofCreator it lies in the folder of a creator, where `{imageId}.txt` is a prompt file
 * @throws Problem `missing` where an infotext is asked for and there is none, or as `embedInFile` and writing do
 */
export async function saveImageMetadata(
  picture: string,
  { json, infotext }: ImageMetadata,
  format: MetadataFormat,
  options: { readonly ofCreator?: boolean; readonly undo?: Pick<UndoRecorder, 'keep'> | undefined } = {},
): Promise<SavedMetadata> {
  const { ofCreator = false, undo } = options;
  if (format === 'json') return { path: await saveJson(picture, json, undo) };
  if (infotext === undefined) throw noInfotext(picture);
  if (format === 'exif') {
    const result = await embedInFile(picture, infotext, { undo });
    if (result.kind !== 'doesNotFit') return { path: picture };
    return {
      path: await writeInfotextBeside(picture, infotext, { ofCreator: true, undo }),
      doesNotFit: result,
    };
  }
  return { path: await writeInfotextBeside(picture, infotext, { ofCreator, undo }) };
}

async function saveJson(
  picture: string,
  json: Readonly<Record<string, unknown>>,
  undo: Pick<UndoRecorder, 'keep'> | undefined,
): Promise<string> {
  const path = recordPath(picture);
  const file = await readJsonFile(path);
  const next = file ? editJson(file.text, json) : `${JSON.stringify(json, undefined, 2)}\n`;
  if (next !== file?.text) await replaceFile(path, file && Buffer.from(file.text), Buffer.from(next), undo);
  return path;
}

/** What to tell of a picture whose infotext is not known. */
export const noInfotext = (picture: string): Problem =>
  new Problem(
    'missing',
    l10n.t('It is not known what {0} was made of.', basename(picture)),
    l10n.t('Save what is known as JSON, or give its infotext.'),
  );
