import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from '../problem/toProblem';

const NEWLINE = 0x0a;
const READ_AT_ONCE = 1024 * 1024;

/**
 * A file of lines of a cache, that several processes write at once: lines are only appended, so a kill leaves at most
 * one broken line, which whoever reads the lines has to skip. Empty lines mean nothing.
 */
export class LineFile {
  /** @param path absolute; its folder is made when something is written */
  constructor(private readonly path: string) {}

  /**
   * Gives the lines in the order in which they were written, about a megabyte at a time.
   * @returns how many bytes were read; 0 where the file is not there
   * @throws the error of the system where it cannot be read; what was read until then was given
   */
  async read(onLine: (line: string) => void): Promise<number> {
    const file = await open(this.path, 'r').catch((error: unknown) => {
      if (errnoOf(error) !== 'ENOENT') throw error;
    });
    if (!file) return 0;
    let buffer = Buffer.allocUnsafe(READ_AT_ONCE);
    /** Bytes of a line whose end is still to be read, at the beginning of the buffer. */
    let begun = 0;
    let bytes = 0;
    const give = (end: number): void => {
      for (const line of buffer.toString('utf8', 0, end).split('\n')) if (line !== '') onLine(line);
    };
    try {
      for (;;) {
        if (begun === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length)]);
        const { bytesRead } = await file.read(buffer, begun, buffer.length - begun);
        if (bytesRead === 0) break;
        bytes += bytesRead;
        const filled = begun + bytesRead;
        const end = buffer.subarray(0, filled).lastIndexOf(NEWLINE) + 1;
        if (end > 0) give(end);
        buffer.copyWithin(0, end, filled);
        begun = filled - end;
      }
      give(begun);
      return bytes;
    } finally {
      await file.close();
    }
  }

  /** Adds whole lines at the end. @param lines each with its line break @throws the error of the system */
  append(lines: string): Promise<void> {
    return append(this.path, lines);
  }

  /**
   * Puts other lines in the place of those that were read.
   * @param lines each with its line break
   * @param bytes how much of the file was read
   * @returns what other processes appended meanwhile, which is kept behind the new lines
   * @throws the error of the system
   */
  async replace(lines: string, bytes: number): Promise<string> {
    const temporary = `${this.path}.${process.pid}.tmp`;
    // Held open beyond the rename, because another process may append to it until then.
    const old = await open(this.path, 'r');
    try {
      await writeFile(temporary, lines);
      await rename(temporary, this.path);
      const { size } = await old.stat();
      if (size <= bytes) return '';
      const { buffer } = await old.read(Buffer.alloc(size - bytes), 0, size - bytes, bytes);
      const late = buffer.toString('utf8');
      await append(this.path, late);
      return late;
    } finally {
      await old.close();
      await rm(temporary, { force: true });
    }
  }

  /** Removes the file, if it is there. */
  remove(): Promise<void> {
    return rm(this.path, { force: true });
  }
}

/**
 * What a line of JSON holds.
 * @param isOne whether a value is what the lines of the file are
 * @returns undefined for a line that a kill broke, and for one that holds something else
 */
export function lineValue<Value>(line: string, isOne: (value: unknown) => value is Value): Value | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isOne(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

async function append(path: string, text: string, isRepeated = false): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a');
  try {
    // One write, so that it stays in one piece beside those of others; it ends a line that a kill left open.
    await file.write(`\n${text}`);
    // A process that compacts may have put its file in the place of this one, and read this one to its end before.
    const current = await stat(path).catch(() => undefined);
    const isReplaced = current !== undefined && current.ino !== (await file.stat()).ino;
    // Once more, and not again: some network disks give a file another inode number each time.
    if (isReplaced && !isRepeated) await append(path, text, true);
  } finally {
    await file.close();
  }
}
