import { readAt } from '../../files/readAt';

/** Longer answers of servers are none of errors. */
const MOST_ANSWER_BYTES = 64 * 1024;
const MOST_SAID = 200;
/** The specification of Git LFS keeps pointers below 1024 bytes. */
const MOST_POINTER_BYTES = 1024;
const POINTER = /^version https:\/\/[^\n]*\n(?:ext-[^\n]*\n)*oid sha256:([0-9a-f]{64})\nsize (\d{1,15})\n?/;

/** What a pointer of Git LFS stands for. */
export interface LfsPointer {
  /** Lower case. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * The file that a pointer of Git LFS stands for: github.com/git-lfs/git-lfs/blob/main/docs/spec.md.
 * @param first the beginning of the file
 * @param size of the file, bytes
 * @returns undefined for what is no pointer
 */
export function readLfsPointer(first: Buffer, size: number): LfsPointer | undefined {
  if (size > MOST_POINTER_BYTES) return undefined;
  const [, sha256, bytes] = POINTER.exec(first.toString('latin1').replaceAll('\r\n', '\n')) ?? [];
  return sha256 === undefined ? undefined : { sha256, size: Number(bytes) };
}

/**
 * The answer of a server that was saved in place of a file: `{"error": …, "message": …}`.
 * @param fd of the open file
 * @param size of the file, bytes
 * @param start its beginning
 * @returns undefined for what is no such answer; `said` is its message
 */
export function readErrorAnswer(fd: number, size: number, start: string): { said?: string } | undefined {
  if (size > MOST_ANSWER_BYTES || !/^(?:\xef\xbb\xbf)?\s*\{/.test(start)) return undefined;
  let answer: unknown;
  try {
    answer = JSON.parse(
      readAt(fd, 0, size)
        .toString('utf8')
        .replace(/^\ufeff/, ''),
    );
  } catch {
    return undefined;
  }
  const { message, error } = answer as Record<string, unknown>;
  const said = [message, error].find((text) => typeof text === 'string' && text.trim() !== '') as
    string | undefined;
  return said === undefined ? {} : { said: said.replace(/\s+/g, ' ').trim().slice(0, MOST_SAID) };
}
