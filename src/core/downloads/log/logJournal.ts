import * as l10n from '@vscode/l10n';
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { readIfThere } from '../../files/regularFile';
import { syncFolder } from '../../files/syncFolder';
import { Problem } from '../../problem/problem';
import { errnoOf, toProblem } from '../../problem/toProblem';

const ENDING = '.ndjson';
/** Another process takes a journal away once in a run, not all the time. */
const TRIES = 100;
/** A short write means a disk that is nearly full: the next one then fails, or gets it all. */
const SHORT_WRITES = 3;
/** One call of the system for each, so that lines of several processes do not mix. */
const MOST_CHARACTERS = 128 * 1024;

/** Lines that were moved aside to be folded into the log. */
export interface TakenLines {
  readonly lines: readonly string[];
  /** To be called when they are safe elsewhere. */
  remove(): Promise<void>;
}

/**
 * The journal of a log: a JSON object a line, only appended, by any number of processes and without a lock. To be
 * folded into the log it is moved aside first. Whoever appends looks afterwards whether the file that was written to is
 * still in its place, and else appends again, so that no line is lost between the two.
 */
export class LogJournal {
  private readonly writing = pLimit(1);
  /** Lines that wait for their turn: all of them become safe on the disk together. */
  private waiting: { readonly lines: string[]; readonly written: Promise<void> } | undefined;

  /** @param path absolute, ending in `.ndjson`; folder and file are made when something is written */
  constructor(private readonly path: string) {}

  /** Appends a line, which is safe on the disk afterwards. @throws Problem of writing */
  append(line: string): Promise<void> {
    this.waiting ??= { lines: [], written: this.writing(() => this.writeWaiting()) };
    this.waiting.lines.push(line);
    return this.waiting.written;
  }

  /** Resolves when all lines that were given are written, or have failed. */
  async idle(): Promise<void> {
    await this.writing(() => undefined);
  }

  private async writeWaiting(): Promise<void> {
    const { lines = [] } = this.waiting ?? {};
    this.waiting = undefined;
    try {
      for (const text of inPieces(lines)) await this.write(Buffer.from(text));
    } catch (error) {
      throw toProblem(error, basename(this.path));
    }
  }

  private async write(bytes: Buffer): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++) {
      const file = await this.open();
      try {
        const isNew = (await file.stat()).size === 0;
        await writeAtOnce(file, bytes);
        await file.datasync();
        if (isNew) await syncFolder(dirname(this.path));
        if (await this.isInPlace(file)) return;
      } finally {
        await file.close();
      }
    }
    throw new Problem(
      'locked',
      l10n.t('{0} is being written by another window.', basename(this.path)),
      l10n.t('Try again.'),
    );
  }

  private async open(): Promise<FileHandle> {
    return open(this.path, 'a').catch(async (error: unknown) => {
      if (errnoOf(error) !== 'ENOENT') throw error;
      await mkdir(dirname(this.path), { recursive: true });
      return open(this.path, 'a');
    });
  }

  private async isInPlace(file: FileHandle): Promise<boolean> {
    const there = await stat(this.path, { bigint: true }).catch(() => undefined);
    const { dev, ino } = await file.stat({ bigint: true });
    return there?.ino === ino && there.dev === dev;
  }

  /** Whether there is anything to fold. */
  async isThere(): Promise<boolean> {
    return (await this.files()).length > 0;
  }

  /** The lines as they are, without moving them. To be called under the lock of the log. */
  async peek(): Promise<readonly string[]> {
    return linesOf(await this.files());
  }

  /** Moves the journal aside. To be called under the lock of the log. */
  async take(): Promise<TakenLines> {
    const taken = await this.files();
    if (taken.at(-1) === this.path) {
      const stem = this.path.slice(0, -ENDING.length);
      const last = Number(taken.at(-2)?.slice(stem.length + 1, stem.length + 7) ?? 0);
      // One who took over the lock may choose the same number, and must not replace ours.
      const aside = `${stem}.${String(last + 1).padStart(6, '0')}-${randomBytes(4).toString('hex')}${ENDING}`;
      await rename(this.path, aside);
      taken.splice(-1, 1, aside);
    }
    return {
      lines: await linesOf(taken),
      remove: async () => {
        for (const path of taken) await rm(path, { force: true });
      },
    };
  }

  /** What a fold that was killed had moved aside, then the journal. */
  private async files(): Promise<string[]> {
    const names = await readdir(dirname(this.path)).catch((error: unknown): string[] => {
      if (errnoOf(error) === 'ENOENT') return [];
      throw error;
    });
    const [folder, own] = [dirname(this.path), basename(this.path)];
    const stem = `${own.slice(0, -ENDING.length)}.`;
    const aside = names.filter(
      (name) => name.startsWith(stem) && /^\d{6}-[0-9a-f]{8}\.ndjson$/.test(name.slice(stem.length)),
    );
    return [...aside.sort(), ...(names.includes(own) ? [own] : [])].map((name) => join(folder, name));
  }
}

async function linesOf(paths: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  for (const path of paths)
    for (const line of ((await readIfThere(path)) ?? Buffer.of()).toString('utf8').split('\n'))
      lines.push(line);
  return lines;
}

/** The lines in few texts, each after the end of a line that a kill may have left open. */
function* inPieces(lines: readonly string[]): Generator<string> {
  let piece = '\n';
  for (const line of lines) {
    if (piece.length > 1 && piece.length + line.length > MOST_CHARACTERS) {
      yield piece;
      piece = '\n';
    }
    piece += `${line}\n`;
  }
  yield piece;
}

/** Appends all by one call: the rest of a piece could come behind the lines of another process. */
async function writeAtOnce(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let tries = 0; tries < SHORT_WRITES; tries++) {
    const { bytesWritten } = await file.write(bytes);
    if (bytesWritten === bytes.length) return;
  }
  throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
}
