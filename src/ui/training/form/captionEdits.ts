import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { changeCaption, type CaptionChange } from '../../../core/training/form/captionTags';
import type { DatasetPicture } from '../../../core/training/form/datasetView';
import type { NewText, TrainingEditor } from '../trainingEditor';

/** Gives a picture this caption. Only the first line of its file is changed, as that is what the trainer reads. */
export async function setCaption(
  editor: Pick<TrainingEditor, 'openText' | 'write'>,
  picture: DatasetPicture,
  text: string,
): Promise<void> {
  const line = text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
  await write(
    editor,
    [picture],
    (before) =>
    before === undefined ? `${line}\n` : `${/^\uFEFF?/.exec(before)?.[0] ?? ''}${line}${before.replace(/^\uFEFF?[^\r\n]*/, '')}`, // prettier-ignore
  );
}

/** Changes the captions of pictures in one step. @returns how many were changed */
export async function changeCaptions(
  editor: Pick<TrainingEditor, 'openText' | 'write'>,
  pictures: readonly DatasetPicture[],
  change: CaptionChange,
): Promise<number> {
  return write(editor, pictures, (before) => {
    const after = changeCaption(before ?? '', change);
    return before === undefined && after !== '' ? `${after}\n` : after;
  });
}

async function write(
  editor: Pick<TrainingEditor, 'openText' | 'write'>,
  pictures: readonly DatasetPicture[],
  change: (before: string | undefined) => string,
): Promise<number> {
  const texts: NewText[] = [];
  for (const { captionPath: path, isCaptionReadable } of pictures) {
    if (!isCaptionReadable) continue;
    const before = editor.openText(path) ?? (existsSync(path) ? await readFile(path, 'utf8') : undefined);
    const after = change(before);
    if (after !== (before ?? '')) texts.push({ path, before, after });
  }
  if (texts.length > 0) await editor.write(texts);
  return texts.length;
}
