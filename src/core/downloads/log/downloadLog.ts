import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute } from 'node:path';
import * as l10n from '@vscode/l10n';
import { writeFileAtomic } from '../../files/atomicWrite';
import { withFileLock } from '../../files/lock';
import { syncFolder } from '../../files/syncFolder';
import { readUtf8 } from '../../json/jsonFile';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import type { LogId, LoggedFailure, LoggedSuccess, LoggedType } from './entries';
import { LogDocument } from './logDocument';
import { LogJournal } from './logJournal';
import { journalPath, logPath } from './logPlace';
import { parseMark, type Mark } from './marks';
import { goneSince } from './reasons';

/** How often a fold starts again when another program changes the log at the same moment. */
const TRIES = 5;
/** What keeps a log from being written, and not from being read. */
const CANNOT_WRITE = new Set(['read_only', 'disk_full', 'write_failed', 'locked', 'changed_meanwhile']);

/** A file that was downloaded. */
export interface Downloaded {
  readonly id: LogId;
  readonly type: LoggedType;
  /** Absolute, as it is on the disk. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Which file of a version it is: a version has one entry, with its further files in it. */
  readonly fileId?: number | undefined;
}

/**
 * The log of what was downloaded of a creator, and what failed (S3-09…27). A mark is a line in a journal beside the JSON,
 * which is folded into it at the start and at the end. Any number of windows and command lines may mark at once.
 */
export class DownloadLog {
  private readonly journal: LogJournal;
  /** Marks that are not known to be in the journal. */
  private readonly unsaved = new Set<Mark>();
  private document: LogDocument;

  private constructor(
    /** Of the JSON, absolute. */
    readonly path: string,
  ) {
    this.journal = new LogJournal(journalPath(path));
    this.document = new LogDocument(undefined, basename(path));
  }

  /**
   * Opens the log of a user, with all that is in its journal. Nothing is made where there is none yet.
   * @param logDirectory absolute
   * @throws Problem `not_json` for a log that cannot be read: it is left alone, and so is its journal; `unreadable`
   */
  static async openOf(logDirectory: string, username: string): Promise<DownloadLog> {
    return DownloadLog.open(await logPath(logDirectory, username));
  }

  /** @param path of the JSON, absolute. @throws as `openOf` does */
  static async open(path: string): Promise<DownloadLog> {
    const log = new DownloadLog(path);
    try {
      await log.fold();
    } catch (error) {
      // It can be read all the same, and a mark tells why it fails.
      if (!(error instanceof Problem && CANNOT_WRITE.has(error.code))) throw error;
      await log.refresh();
    }
    return log;
  }

  /** Whether a download is done: of an image id or version id (S3-15). */
  isSuccess(id: LogId, type: LoggedType): boolean {
    return this.success(id, type) !== undefined;
  }

  success(id: LogId, type: LoggedType): LoggedSuccess | undefined {
    return this.document.successOf(id, type);
  }

  failure(id: LogId, type: LoggedType): LoggedFailure | undefined {
    return this.document.failureOf(id, type);
  }

  /** When Civitai said that something is gone for good; undefined where it may be asked for. */
  goneSince(id: LogId, type: LoggedType): Date | undefined {
    const failure = this.failure(id, type);
    return failure && goneSince(failure);
  }

  get successes(): Iterable<LoggedSuccess> {
    return this.document.allSuccesses();
  }

  get failures(): Iterable<LoggedFailure> {
    return this.document.allFailures();
  }

  /**
   * A download is done (S3-16). It is known at once, and safe on the disk when this resolves.
   * @throws Problem of writing the journal; the mark is tried again by `save`
   */
  markSuccess({ id, type, path, size, fileId }: Downloaded): Promise<void> {
    if (!isAbsolute(path)) throw new RangeError('The log has absolute paths');
    return this.mark({
      mark: 'success',
      id,
      type,
      path,
      size,
      ...(fileId !== undefined && { file_id: fileId }),
    });
  }

  /** A download has failed (S3-17). @throws as `markSuccess` does */
  markFailed(
    id: LogId,
    type: LoggedType,
    reason: string,
    info: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    return this.mark({ mark: 'failed', id, type, reason, info });
  }

  private async mark(mark: Mark): Promise<void> {
    this.document.apply(mark);
    this.unsaved.add(mark);
    await this.journal.append(JSON.stringify(mark));
    this.unsaved.delete(mark);
  }

  /** Takes in what other processes have marked. @throws as `open` does */
  async refresh(): Promise<void> {
    await withFileLock(this.path, async () => {
      const document = await this.read();
      for (const line of await this.peek()) applyLine(document, line);
      for (const mark of this.unsaved) document.apply(mark);
      this.document = document;
    });
  }

  /** Folds the journal into the JSON, which is written whole. The log can be used on. @throws Problem of writing */
  async save(): Promise<void> {
    await this.journal.idle();
    await this.fold();
  }

  private async fold(): Promise<void> {
    if (this.unsaved.size === 0 && !(await this.isJournalThere())) {
      this.document = await withFileLock(this.path, () => this.read());
      return;
    }
    await withFileLock(this.path, async () => {
      for (let tries = 1; ; tries++) {
        try {
          await this.foldOnce();
          return;
        } catch (error) {
          const isOthers = error instanceof Problem && error.code === 'changed_meanwhile';
          if (!isOthers || tries === TRIES) throw error;
        }
      }
    });
  }

  private async foldOnce(): Promise<void> {
    const before = await stampOf(this.path);
    const document = await this.read();
    const unsaved = [...this.unsaved];
    const taken = await this.take();
    const later = taken.lines.filter((line) => applyLine(document, line) === 'unknown');
    for (const mark of unsaved) document.apply(mark);
    if (document.isChanged) {
      await mkdir(dirname(this.path), { recursive: true }).catch((error: unknown) => {
        throw toProblem(error, basename(this.path));
      });
      // Editors and other programs do not honour our lock, and one who took it over may have folded more than we.
      const requireUnchanged = async () => {
        if ((await stampOf(this.path)) !== before) throw changedMeanwhile(this.path);
      };
      await writeFileAtomic(this.path, document.toText(), { beforeRename: requireUnchanged });
      await syncFolder(dirname(this.path)).catch(() => undefined);
    }
    // What only a newer version knows waits for it.
    await Promise.all(later.map((line) => this.journal.append(line)));
    await taken.remove();
    for (const mark of unsaved) this.unsaved.delete(mark);
    // What was marked while the file was written.
    for (const mark of this.unsaved) document.apply(mark);
    this.document = document;
  }

  private async read(): Promise<LogDocument> {
    return new LogDocument(await readUtf8(this.path), basename(this.path));
  }

  private take = () => this.ofJournal(this.journal.take());
  private peek = () => this.ofJournal(this.journal.peek());
  private isJournalThere = () => this.ofJournal(this.journal.isThere());

  private async ofJournal<T>(work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      throw toProblem(error, basename(journalPath(this.path)));
    });
  }
}

/** @returns `unknown` for what a newer version wrote */
function applyLine(document: LogDocument, line: string): 'unknown' | undefined {
  const mark = parseMark(line);
  if (mark === 'unknown') return mark;
  if (mark) document.apply(mark);
  return undefined;
}

async function stampOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found ? `${found.dev}:${found.ino}:${found.size}:${found.mtimeNs}` : '';
}

const changedMeanwhile = (path: string) =>
  new Problem(
    'changed_meanwhile',
    l10n.t('{0} is being changed by another program.', basename(path)),
    l10n.t('Try again when it is done.'),
  );
