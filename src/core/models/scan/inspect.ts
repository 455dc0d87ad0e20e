import * as l10n from '@vscode/l10n';
import { closeSync, existsSync, fstatSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { Problem } from '../../problem/problem';
import { problemInfo, toProblem } from '../../problem/toProblem';
import { ggufSummary } from '../header/gguf';
import {
  badHeader,
  emptyFile,
  errorAnswer,
  growing,
  lfsPointer,
  truncated,
  webPage,
} from '../header/refusals';
import { readErrorAnswer, readLfsPointer } from '../header/placeholders';
import type { HeaderSummary } from '../header/summary';
import { headerSummary } from '../header/headerSummary';
import { readFirst, readOpenHeader } from '../header/read';
import { isSafetensors } from '../modelFile';
import type { FileRecord } from './fileIndex';
import { readAt } from '../../files/readAt';
import { openRegularSync } from '../../files/regularFile';

/** What the beginning of a model file (and the end of a zip file) tells. */
export type Inspection = Pick<FileRecord, 'header' | 'problem' | 'sha256'>;

/** What was written so recently may not be finished. */
const MAY_GROW_MS = 60_000;
/** Enough for a byte order mark, white space and a comment before the first element of a page. */
const PAGE_BYTES = 512;
const WEB_PAGE = /^(?:\xef\xbb\xbf)?\s*<(?:!doctype|!--|html|head|body|\?xml)/i;
/** End-of-central-directory record of a ZIP file: 22 bytes and a comment of up to 64 KiB (APPNOTE.TXT 4.3.16). */
const ZIP_END_BYTES = 22 + 0xffff;

/**
 * Inspects a model file without reading its gigabytes: is it whole, what does its header say?
 * Never throws; works on the calling thread.
 * @param path absolute path
 * @param now milliseconds since the epoch
 */
export function inspectFile(path: string, now: number): Inspection {
  try {
    const fd = openRegularSync(path);
    try {
      const header = inspectOpenFile(fd, path, now);
      return header ? { header } : {};
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    const problem = toProblem(error, basename(path));
    return { problem: problemInfo(problem), ...(problem.code === 'lfs_pointer' && pointedSha256(path)) };
  }
}

/**
 * `inspectFile` for a file that is open already.
 * @returns the summary of a safetensors or GGUF header
 * Throws `Problem` `empty`, `html`, `error_answer`, `lfs_pointer`, `truncated`, `growing` or `bad_header`.
 */
export function inspectOpenFile(fd: number, path: string, now: number): HeaderSummary | undefined {
  const name = basename(path);
  // aria2 gives a file its full size at once and keeps this one beside it until all of it is there.
  if (existsSync(`${path}.aria2`)) throw growing(name);
  const before = fstatSync(fd);
  try {
    const header = examine(fd, before.size, name);
    const after = fstatSync(fd);
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw growing(name);
    return header;
  } catch (error) {
    const young = Math.abs(now - before.mtimeMs) < MAY_GROW_MS;
    if (young && error instanceof Problem && error.code === 'truncated') throw growing(name);
    throw error;
  }
}

/** The SHA-256 of the file that a pointer stands for. */
function pointedSha256(path: string): Pick<Inspection, 'sha256'> {
  const fd = openRegularSync(path);
  try {
    const { size } = fstatSync(fd);
    const { sha256 } = readLfsPointer(readFirst(fd, size), size) ?? {};
    return sha256 === undefined ? {} : { sha256 };
  } finally {
    closeSync(fd);
  }
}

function examine(fd: number, size: number, name: string): HeaderSummary | undefined {
  if (size === 0) throw emptyFile(name);
  const first = readFirst(fd, size);
  const start = first.toString('latin1', 0, PAGE_BYTES);
  if (WEB_PAGE.test(start)) throw webPage(name);
  const pointer = readLfsPointer(first, size);
  if (pointer) throw lfsPointer(name, pointer.size);
  const answer = readErrorAnswer(fd, size, start);
  if (answer) throw errorAnswer(name, answer.said);
  if (isSafetensors(name)) return headerSummary(readOpenHeader(fd, size, name, first));
  if (extname(name).toLowerCase() === '.gguf') {
    if (!start.startsWith('GGUF'))
      throw badHeader(l10n.t('{0} is not a valid model file: its header does not begin with GGUF.', name));
    return ggufSummary(fd, size, name);
  } else if (start.startsWith('PK\x03\x04')) {
    // PyTorch's files; the older ones are pickles, which do not tell their length.
    const end = readAt(fd, Math.max(0, size - ZIP_END_BYTES), Math.min(size, ZIP_END_BYTES));
    if (!end.includes('PK\x05\x06', 0, 'latin1')) throw truncated(name, size);
  }
  return undefined;
}
