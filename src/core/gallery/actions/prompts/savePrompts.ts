import * as l10n from '@vscode/l10n';
import { basename, dirname, extname, join } from 'node:path';
import { PROMPT_ENDING } from '../../../files/promptEnding';
import { readIfThere } from '../../../files/regularFile';
import { unusedPath } from '../../../files/unusedPath';
import { imagePrompt, type ComposePrompts } from '../../../images/imagePrompt';
import { Problem, type ProblemInfo } from '../../../problem/problem';
import { problemInfo, toProblem } from '../../../problem/toProblem';
import type { FolderLora } from '../../../prompts/grammar/folderLora';
import { replaceFile } from '../../../undo/replaceFile';
import type { UndoRecorder } from '../../../undo/undoRecorder';
import { readPicturePrompt } from './picturePrompt';

/** A prompt file is small; what is larger is another file. */
const MOST_BYTES = 16 * 1024 * 1024;

export interface SavePromptDeps {
  /** Makes the prompts of a prompt file by the user's filters. */
  readonly compose: ComposePrompts;
  /** The LoRA of a folder (absolute), which stands in front of its prompts. */
  readonly loraOf: (folder: string) => Promise<FolderLora | undefined>;
  readonly undo: Pick<UndoRecorder, 'keep'>;
}

/** What became of the prompt of a picture. */
export type SavedPrompt = { readonly path: string } & (
  | { readonly state: 'saved' | 'unchanged'; readonly to: string }
  | { readonly state: 'failed'; readonly problem: ProblemInfo }
);

/**
 * Saves the prompts of pictures as prompt files beside them: `{name}.txt`, or `{name}.prompt.txt` where there is another
 * text. No file is written over, and one that fails does not hinder the others.
 * @param pictures absolute paths
 */
export async function savePrompts(
  pictures: readonly string[],
  deps: SavePromptDeps,
  signal?: AbortSignal,
): Promise<SavedPrompt[]> {
  const done: SavedPrompt[] = [];
  for (const path of pictures) {
    if (signal?.aborted) break;
    try {
      done.push(await savePrompt(path, deps));
    } catch (error) {
      done.push({ path, state: 'failed', problem: problemInfo(toProblem(error, basename(path))) });
    }
  }
  return done;
}

async function savePrompt(path: string, { compose, loraOf, undo }: SavePromptDeps): Promise<SavedPrompt> {
  const known = await readPicturePrompt(path);
  const text = imagePrompt(known, await loraOf(dirname(path)), compose);
  if (text === undefined) throw noPrompt(basename(path));
  const bytes = Buffer.from(text);
  const stem = join(dirname(path), basename(path, extname(path)));
  for (const to of [`${stem}.txt`, stem + PROMPT_ENDING]) {
    // What cannot be read is another file.
    const there = await readIfThere(to, MOST_BYTES).catch(() => null);
    if (there?.equals(bytes)) return { path, state: 'unchanged', to };
    if (there !== undefined) continue;
    await replaceFile(to, undefined, bytes, undo);
    return { path, state: 'saved', to };
  }
  const to = await unusedPath(stem + PROMPT_ENDING);
  await replaceFile(to, undefined, bytes, undo);
  return { path, state: 'saved', to };
}

/** What to tell of a picture of which no prompt is known. */
export const noPrompt = (name: string): Problem =>
  new Problem(
    'missing',
    l10n.t('No prompt of {0} is known.', name),
    l10n.t('Its file and its record hold none.'),
  );
