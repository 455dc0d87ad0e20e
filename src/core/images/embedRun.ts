import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import pLimit from 'p-limit';
import { embedInFile } from '../media/embed/embedInFile';
import { noRoomText } from '../media/embed/noRoomText';
import { problemInfo, toProblem } from '../problem/toProblem';
import type { ProblemInfo } from '../problem/problem';
import type { UndoRecorder } from '../undo/undoRecorder';
import { infotextBeside, writeInfotextBeside, type InfotextOf } from './infotextFile';
import { noInfotext } from './saveMetadata';

/** Pictures in memory at a time. */
const AT_ONCE = 2;

/** What became of a picture. */
export type EmbeddedPicture = { readonly path: string } & (
  | { readonly state: 'embedded' | 'unchanged' }
  /** The text is not in it but beside it, in `infotextPath`. */
  | { readonly state: 'beside'; readonly infotextPath: string; readonly reason: string }
  | { readonly state: 'failed'; readonly problem: ProblemInfo }
);

export interface EmbedRunOptions {
  /** For all of them, in place of what lies beside each. */
  readonly text?: string | undefined;
  /** Also in the place of another program's data. */
  readonly force?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes into pictures what lies beside them. One that fails does not hinder the others.
 * @param pictures absolute paths
 * @returns what became of each, in this order, but for those that were not begun when it was cancelled
 */
export async function embedRun(
  pictures: readonly string[],
  deps: { readonly undo: Pick<UndoRecorder, 'keep'>; readonly infotextOf: InfotextOf },
  { text: given, force = false, signal }: EmbedRunOptions,
): Promise<EmbeddedPicture[]> {
  const { undo, infotextOf } = deps;
  const embed = async (path: string): Promise<EmbeddedPicture> => {
    // Of a picture that is not there, to say that its infotext is missing would mislead.
    await stat(path);
    const text = given ?? (await infotextBeside(path, infotextOf));
    if (text === undefined) throw noInfotext(path);
    const result = await embedInFile(path, text, { undo, force });
    if (result.kind !== 'doesNotFit') return { path, state: result.kind };
    const infotextPath = await writeInfotextBeside(path, text, { ofCreator: true, undo });
    return { path, state: 'beside', infotextPath, reason: noRoomText(result) };
  };
  const done = await pLimit(AT_ONCE).map([...new Set(pictures)], async (path) => {
    if (signal?.aborted) return [];
    try {
      return [await embed(path)];
    } catch (error) {
      return [{ path, state: 'failed' as const, problem: problemInfo(toProblem(error, basename(path))) }];
    }
  });
  return done.flat();
}
