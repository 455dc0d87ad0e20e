import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import pLimit from 'p-limit';
import { writeFileAtomic } from '../../../files/atomicWrite';
import { digestOf } from '../../../files/digest';
import { Problem } from '../../../problem/problem';
import { problemInfo, toProblem } from '../../../problem/toProblem';
import type { Report } from '../../../threads/workerSide';
import { shrinkJournalFile, writeJournalFile } from '../../../undo/journalFile';
import type { UndoEntry } from '../../../undo/undoEntry';
import type { DoneFiles, FileRequest, WriteRequest } from '../workerProtocol';
import { changedMeanwhile, isChanged, newText } from '../rewriter';
import type { FailedFile } from '../types';
import { readBytes } from './readBytes';
import { rewriterOf } from './rewriters';

/** Files of a thread that are written at a time: a disk syncs several nearly as fast as one. */
export const WRITES_AT_ONCE = 4;
/** Files are prepared together up to this many characters, so that huge ones do not fill the memory. */
const CHARACTERS_AT_ONCE = 8 * 1024 * 1024;

/** A file as it shall be. */
interface ReadyFile {
  readonly path: string;
  readonly digest: string;
  /** What the file holds; also what undo restores. */
  readonly before: string;
  readonly after: string;
  readonly base: string | undefined;
}

/** Writes the files that the plan changes, each only when what it held before is safe in the journal. */
export async function writeFiles(request: WriteRequest, report: Report): Promise<DoneFiles> {
  const done: string[] = [];
  const failed: FailedFile[] = [];
  const rest = [...request.files];
  for (let index = 0; rest.length > 0 && !isStopped(request.stop); index++) {
    const ready: ReadyFile[] = [];
    for (let characters = 0; characters < CHARACTERS_AT_ONCE;) {
      const file = rest.shift();
      if (!file) break;
      try {
        const made = makeReady(file, request);
        ready.push(made);
        characters += made.before.length + made.after.length;
      } catch (error) {
        failed.push(failure(file.path, error));
        report(1);
      }
    }
    const written = await writeReady(ready, index, request, report);
    done.push(...written.done);
    failed.push(...written.failed);
  }
  return { done, failed, left: request.files.length - done.length - failed.length };
}

function makeReady({ path, digest, lora, base }: FileRequest, { rules }: WriteRequest): ReadyFile {
  const bytes = readBytes(path);
  if (digestOf(bytes) !== digest) throw changedMeanwhile(path);
  const rewritten = rewriterOf(rules)(bytes, lora);
  if (typeof rewritten === 'string' || !isChanged(rewritten.outcome)) throw changedMeanwhile(path);
  return {
    path,
    digest,
    before: rewritten.file.text,
    after: newText(path, rewritten.file, rewritten.outcome),
    base,
  };
}

async function writeReady(
  files: readonly ReadyFile[],
  index: number,
  { journal, stop }: WriteRequest,
  report: Report,
): Promise<{ done: string[]; failed: FailedFile[] }> {
  if (files.length === 0) return { done: [], failed: [] };
  const entries = new Map(files.map((file) => [file.path, entryOf(file)]));
  let kept: string | undefined;
  try {
    if (journal) kept = await writeJournalFile(journal.folder, journal.batch, index, [...entries.values()]);
  } catch (error) {
    report(files.length);
    return { done: [], failed: files.map(({ path }) => failure(path, notKept(path, error))) };
  }
  const written = await writeAll(files, stop, report);
  // Only what was written may be undone: until then, the user may change the other files.
  const undoable = written.done.flatMap((path) => entries.get(path) ?? []);
  if (kept !== undefined) await shrinkJournalFile(kept, undoable).catch(() => undefined);
  return written;
}

function entryOf({ path, before, after }: ReadyFile): UndoEntry {
  return { path, before, after: digestOf(Buffer.from(after)) };
}

/** Writes several files at a time; once it is stopped, it begins no further file. */
async function writeAll(
  files: readonly ReadyFile[],
  stop: Int32Array<SharedArrayBuffer>,
  report: Report,
): Promise<{ done: string[]; failed: FailedFile[] }> {
  const done: string[] = [];
  const failed: FailedFile[] = [];
  const limit = pLimit(WRITES_AT_ONCE);
  await limit.map(files, async (file) => {
    if (isStopped(stop)) return;
    try {
      await writeReadyFile(file);
      done.push(file.path);
    } catch (error) {
      failed.push(failure(file.path, error));
    }
    report(1);
  });
  return { done: done.sort(), failed };
}

async function writeReadyFile({ path, digest, after, base }: ReadyFile): Promise<void> {
  const beforeRename = () => {
    // It was read a while ago, together with many others.
    if (digestOf(readBytes(path)) !== digest) throw changedMeanwhile(path);
    return Promise.resolve();
  };
  await writeFileAtomic(path, after, { beforeRename, ...(base !== undefined && { linksInside: base }) });
}

function isStopped(stop: Int32Array<SharedArrayBuffer>): boolean {
  return Atomics.load(stop, 0) !== 0;
}

function notKept(path: string, error: unknown): Problem {
  const { code, advice } = toProblem(error, l10n.t('The journal of the run'));
  const message = l10n.t(
    '{0} was left alone, since what it holds could not be kept for Undo.',
    basename(path),
  );
  return new Problem(code, message, advice, { cause: error });
}

function failure(path: string, error: unknown): FailedFile {
  return { path, problem: problemInfo(toProblem(error, basename(path))) };
}
