import { digestOf } from '../files/digest';
import { parseJsonObject } from '../json/jsonDocument';

/** What a file held before a run changed it. */
export interface UndoEntry {
  readonly path: string;
  /** All of its text, or of its bytes in base64; null where there was no such file. */
  readonly before: string | null;
  /** How `before` is written: text by default. */
  readonly encoding?: 'base64';
  /** The digest of what the run wrote; null where it removed the file. */
  readonly after: string | null;
  /** Where the file itself was moved to, absolute: `before` is null then. */
  readonly held?: string;
}

/**
 * The entry of a file that is to be changed.
 * @param before its bytes, or undefined where there is no such file
 * @param after what it is to hold, or undefined where it is to be removed
 */
export function undoEntry(
  path: string,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
): UndoEntry {
  const digest = after === undefined ? null : digestOf(after);
  if (before === undefined) return { path, before: null, after: digest };
  const text = Buffer.from(before).toString('utf8');
  if (Buffer.from(text).equals(before)) return { path, before: text, after: digest };
  return { path, before: Buffer.from(before).toString('base64'), encoding: 'base64', after: digest };
}

/** The bytes that a file held before; undefined where there was no such file. */
export function bytesBefore({ before, encoding }: UndoEntry): Buffer | undefined {
  return before === null ? undefined : Buffer.from(before, encoding ?? 'utf8');
}

/** Reads a line of a journal file; undefined where it is broken. */
export function parseUndoEntry(line: string): UndoEntry | undefined {
  const read = parseJsonObject(line);
  const { path, before, encoding, after, held } = read.ok ? read.value : {};
  if (typeof path !== 'string' || !isTextOrNull(before) || !isTextOrNull(after)) return undefined;
  if (held !== undefined && typeof held !== 'string') return undefined;
  return {
    path,
    before,
    ...(encoding === 'base64' && { encoding }),
    after,
    ...(held !== undefined && { held }),
  };
}

function isTextOrNull(value: unknown): value is string | null {
  return typeof value === 'string' || value === null;
}
