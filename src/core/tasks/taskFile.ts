import * as l10n from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import pLimit from 'p-limit';
import { writeFileAtomic } from '../files/atomicWrite';
import { syncFolder } from '../files/syncFolder';
import { errnoOf, toProblem } from '../problem/toProblem';
import { TaskLines, type ProgressLine } from './taskLines';

/** A small file is not worth the work. */
const COMPACT_ABOVE_LINES = 1000;
const COMPACT_ABOVE_SHARE = 3;

/** The first line: another one means another file in the place of the one that was read. */
const head = () => `{"generation":"${randomUUID()}"}\n`;
const HEAD_BYTES = head().length;

/**
 * The file of a queue: a JSON object a line, only appended, so that several processes can write at once and a kill leaves
 * at most one broken line. It is read on from where it was read before.
 */
export class TaskFile {
  private known = new TaskLines();
  private head: Buffer | undefined;
  /** Up to where it is read: the end of a line. */
  private at = 0;
  private readonly reading = pLimit(1);

  /** @param path absolute; its folder is made when something is written */
  constructor(readonly path: string) {}

  /** Reads what is new, and gives what is known; nothing where there is no file. */
  read(): Promise<TaskLines> {
    return this.reading(async () => {
      const file = await open(this.path, 'r').catch((error: unknown) => {
        if (errnoOf(error) !== 'ENOENT') throw notUsable(error);
        return undefined;
      });
      try {
        await this.readOn(file);
        return this.known;
      } catch (error) {
        throw notUsable(error);
      } finally {
        await file?.close();
      }
    });
  }

  private async readOn(file: FileHandle | undefined): Promise<void> {
    const found = file && (await readFrom(file, 0, HEAD_BYTES));
    const size = (await file?.stat())?.size ?? 0;
    if (found === undefined || this.head?.equals(found) !== true || size < this.at) {
      [this.known, this.head, this.at] = [new TaskLines(), found, 0];
    }
    if (file === undefined || size === this.at) return;
    const bytes = await readFrom(file, this.at, size - this.at);
    // A line without end is still being written, or was left by a kill: then the next one ends it.
    const end = bytes.lastIndexOf('\n') + 1;
    for (const line of bytes.toString('utf8', 0, end).split('\n')) this.known.read(line);
    this.at += end;
  }

  /** Appends changes, which are safe on the disk afterwards. To be called under the lock, after `read`. */
  async append(changes: readonly object[]): Promise<void> {
    await this.write(textOf(changes), async (file, isNew) => {
      await file.sync();
      if (isNew) await syncFolder(dirname(this.path));
    });
  }

  /** Appends a line that may be lost. Needs no lock. */
  async appendProgress(line: ProgressLine): Promise<void> {
    await this.write(textOf([line]));
  }

  /** Writes the file anew where most of its lines are outdated. To be called under the lock, after `read`. */
  async compactIfWorthwhile(): Promise<void> {
    const { known, at } = this;
    if (known.count < COMPACT_ABOVE_LINES || known.count < COMPACT_ABOVE_SHARE * known.size) return;
    const text = `${head()}${known.fewest.join('\n')}\n`;
    // Held open beyond the rename: progress, and whoever took over a lock that was held for long, is appended until then.
    const old = await open(this.path, 'r');
    try {
      await writeFileAtomic(this.path, text);
      await syncFolder(dirname(this.path));
      const late = await readFrom(old, at, (await old.stat()).size - at);
      if (late.length > 0) await this.write(`\n${late.toString('utf8')}\n`, (file) => file.sync());
    } finally {
      await old.close();
    }
  }

  private async write(
    text: string,
    whenWritten?: (file: FileHandle, isNew: boolean) => Promise<void>,
  ): Promise<void> {
    try {
      await mkdir(dirname(this.path), { recursive: true });
      const file = await open(this.path, 'a');
      try {
        const isNew = (await file.stat()).size === 0;
        await file.appendFile(isNew ? head() + text : text);
        await whenWritten?.(file, isNew);
      } finally {
        await file.close();
      }
    } catch (error) {
      throw notUsable(error);
    }
  }
}

/** The lines, after the end of one that a kill may have left open. */
function textOf(lines: readonly object[]): string {
  return `\n${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

async function readFrom(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.max(0, length));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, at + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

const notUsable = (error: unknown) => toProblem(error, l10n.t('The list of tasks'));
