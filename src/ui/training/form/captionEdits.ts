import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { changeCaption, type CaptionChange } from '../../../core/training/form/captionTags';
import type { DatasetPicture } from '../../../core/training/form/datasetView';
import type { NewText, TrainingEditor } from '../trainingEditor';

/** Gives a picture this caption: the first line of its file, or all where each is a variant. The rest is not read by the trainer, and stays. */
export async function setCaption(
  editor: Pick<TrainingEditor, 'openText' | 'write'>,
  picture: DatasetPicture,
  text: string,
): Promise<void> {
  await write(editor, [picture], (before) => {
    const typed = picture.allLines ? text.trim() : text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
    if (before === undefined) return `${typed}\n`;
    const [, mark = '', kept = ''] = (picture.allLines ? WHOLE : FIRST_LINE).exec(before) ?? [];
    const end = before.includes('\r\n') ? '\r\n' : '\n';
    return mark + typed.replace(/\r?\n/g, end) + kept;
  });
}

/** A mark of the encoding, the captions, and what stays behind them: blank lines at the end, or all but the first line. */
const WHOLE = /^(\uFEFF?)[^]*?(\s*)$/;
const FIRST_LINE = /^(\uFEFF?)[^\r\n]*([^]*)$/;

/** Changes the captions of pictures in one step. @returns how many were changed */
export async function changeCaptions(
  editor: Pick<TrainingEditor, 'openText' | 'write'>,
  pictures: readonly DatasetPicture[],
  change: CaptionChange,
): Promise<number> {
  return write(editor, pictures, (before, { allLines }) => {
    const lines = allLines ? (before ?? '').split(/(?<=\n)/) : [before ?? ''];
    const after = lines.map((line) =>
      line.trim() === '' && lines.length > 1 ? line : changeCaption(line, change),
    );
    return before === undefined && after[0] !== '' ? `${after.join('')}\n` : after.join('');
  });
}

async function write(
  editor: Pick<TrainingEditor, 'openText' | 'write'>,
  pictures: readonly DatasetPicture[],
  change: (before: string | undefined, picture: DatasetPicture) => string,
): Promise<number> {
  const texts: NewText[] = [];
  for (const picture of pictures) {
    const { captionPath: path, isCaptionReadable } = picture;
    if (!isCaptionReadable) continue;
    const before = editor.openText(path) ?? (existsSync(path) ? await readFile(path, 'utf8') : undefined);
    const after = change(before, picture);
    if (after !== (before ?? '')) texts.push({ path, before, after });
  }
  if (texts.length > 0) await editor.write(texts);
  return texts.length;
}
