import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import pLimit from 'p-limit';
import { INFOTEXT_ENDING } from '../../files/infotextEnding';
import { PROMPT_ENDING } from '../../files/promptEnding';
import { recordPath } from '../../images/imageRecord';
import { thumbnailPath } from '../../images/thumbnail';
import { isModelFile } from '../../models/modelFile';
import { problemInfo, toProblem } from '../../problem/toProblem';
import { isGalleryFile } from '../index/findPictures';
import type { ProblemInfo } from '../../problem/problem';
import type { UndoRecorder } from '../../undo/undoRecorder';

/** More at a time would not be faster. */
const STATS_AT_ONCE = 16;
/** Of the texts that may be beside a picture. */
const TEXT_ENDINGS = ['.txt', PROMPT_ENDING, INFOTEXT_ENDING];

/** A picture that is to be deleted, with what belongs to it alone; absolute paths. */
export interface TrashedPicture {
  readonly path: string;
  readonly along: readonly string[];
}

/** What would be deleted. */
export interface TrashPlan {
  readonly pictures: readonly TrashedPicture[];
  /** Files of all of them, and their bytes: to ask the user. */
  readonly files: number;
  readonly bytes: number;
}

/** What became of it. */
export interface Trashed {
  /** Pictures that are gone, by their paths. */
  readonly done: readonly string[];
  /** Pictures and files beside them that stayed, and why. */
  readonly failed: readonly { readonly path: string; readonly problem: ProblemInfo }[];
}

/**
 * Plans to delete pictures with what belongs to them: the record, the thumbnail, and the prompts, caption and
 * infotext of the same name, unless another picture that stays, or a model, has that name as well.
 * @param pictures absolute paths; those that are not there are left out
 */
export async function planTrash(pictures: readonly string[]): Promise<TrashPlan> {
  const folders = new Map<string, string[]>();
  for (const path of new Set(pictures)) folders.set(dirname(path), [...(folders.get(dirname(path)) ?? []), path]); // prettier-ignore
  const planned: TrashedPicture[] = [];
  const sizes = new Map<string, number>();
  const limit = pLimit(STATS_AT_ONCE);
  for (const [folder, paths] of folders) {
    const names = await readdir(folder).catch((): string[] => []);
    const texts = textsOf(names, new Set(paths.map((path) => basename(path))));
    for (const path of paths) {
      const own = (texts.get(stemOf(basename(path))) ?? []).map((name) => join(folder, name));
      // Of two pictures that go, one takes the text.
      texts.delete(stemOf(basename(path)));
      const files = [path, recordPath(path), thumbnailPath(path), ...own];
      const found = await limit.map(files, async (file) => (await lstat(file).catch(() => undefined))?.size);
      if (found[0] === undefined) continue;
      const there = files.filter((_, index) => found[index] !== undefined);
      for (const [index, file] of files.entries()) sizes.set(file, found[index] ?? 0);
      planned.push({ path, along: there.slice(1) });
    }
  }
  const files = planned.flatMap(({ path, along }) => [path, ...along]);
  const bytes = files.reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0);
  return { pictures: planned, files: files.length, bytes };
}

/**
 * Deletes pictures, so that Undo brings all of them back at once. One that cannot be deleted stays with what belongs to it.
 * @param signal once it is aborted, no further picture goes
 */
export async function trash(
  { pictures }: TrashPlan,
  undo: Pick<UndoRecorder, 'hold' | 'end'>,
  signal?: AbortSignal,
): Promise<Trashed> {
  const done: string[] = [];
  const failed: { path: string; problem: ProblemInfo }[] = [];
  for (const { path, along } of pictures) {
    if (signal?.aborted) break;
    try {
      const stayed = await undo.hold(path, along);
      done.push(path);
      failed.push(...stayed.map((each) => ({ path: each.path, problem: problemInfo(each.problem) })));
    } catch (error) {
      failed.push({ path, problem: problemInfo(toProblem(error, basename(path))) });
    }
  }
  await undo.end();
  return { done, failed };
}

/** The text files of a folder that belong to pictures that go and to nothing that stays, by their names without ending. */
function textsOf(names: readonly string[], going: ReadonlySet<string>): Map<string, string[]> {
  // On a system where `A` and `a` are one name, a text may belong to either.
  const staying = names.filter((name) => !going.has(name) && (isGalleryFile(name) || isModelFile(name)));
  const shared = new Set(staying.map((name) => stemOf(name).toLowerCase()));
  const own = new Set([...going].map(stemOf));
  const texts = new Map<string, string[]>();
  for (const name of names) {
    // `a.prompt.txt` is of `a.png`, or the caption of `a.prompt.png`.
    const stems = TEXT_ENDINGS.filter((each) => name.endsWith(each)).map((each) =>
      name.slice(0, -each.length),
    );
    const stem = stems.find((each) => own.has(each));
    if (stem === undefined || stems.some((each) => shared.has(each.toLowerCase()))) continue;
    texts.set(stem, [...(texts.get(stem) ?? []), name]);
  }
  return texts;
}

const stemOf = (name: string): string => name.slice(0, name.length - extname(name).length);
