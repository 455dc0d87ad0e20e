import * as l10n from '@vscode/l10n';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../files/atomicWrite';
import { withFileLock } from '../files/lock';
import { syncFolder } from '../files/syncFolder';
import { parseJsonObject } from '../json/jsonDocument';
import { Problem } from '../problem/problem';
import { errnoOf, toProblem } from '../problem/toProblem';
import { emptyHoldingFolders, heldBytes, heldTooLong, removeIfEmpty } from './holdingFolders';
import { journalFileOf, type JournalFile } from './journalFile';

/** Whose runs they are: each area has its own command that undoes the last one. */
export type UndoArea = 'prompts' | 'models';

/** What a run is. */
export interface RunTitle {
  readonly area: UndoArea;
  /** `refilter`, `fetch`, … */
  readonly command: string;
  /** What it was about, where that is a single file: its name. */
  readonly subject?: string;
}

/** A run that can be undone. */
export interface UndoRun extends RunTitle {
  /** A newer run has a higher number. */
  readonly id: number;
  /** ISO 8601. */
  readonly at: string;
  /** How many files it changed. */
  readonly files: number;
  /** What it takes on the disk, with the files that it deleted. */
  readonly bytes: number;
  /** Absolute path. */
  readonly folder: string;
  /** Absolute paths, in the order they were written. */
  readonly journalFiles: readonly string[];
}

/** How deleted files go that were not brought back. */
export interface HeldFiles {
  readonly clock: () => Date;
  /** What becomes of a folder of them (absolute): the system's trash; by default it is removed. */
  readonly dispose?: ((holding: string) => Promise<void>) | undefined;
}

const RUN_FOLDER = /^\d{6,}$/;
const ABOUT = 'run.json';
/** Behind the name of a run that is being removed. */
const GONE = '.gone';

/**
 * The runs that can be undone, in a folder of their own. Each run has a folder, and each batch of its files one or more
 * journal files: JSON lines, written whole or not at all, and safe on the disk before the first of the batch's files is
 * written, so that neither a kill nor a power cut loses anything. A run stays until it is undone or forgotten.
 */
export class UndoRuns {
  private emptying: Promise<void> | undefined;

  /**
   * @param folder absolute path; made when the first run is recorded
   * @param held without it, deleted files wait until their run goes
   */
  constructor(
    readonly folder: string,
    private readonly held?: HeldFiles,
  ) {}

  /**
   * Makes the folder of a new run.
   * @returns its absolute path
   * @throws Problem where it cannot be written
   */
  async begin({ area, command, subject }: RunTitle, at: Date): Promise<string> {
    await this.emptyOld();
    try {
      // Prompts are private: only this user may read them.
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      // Another window may begin a run at this moment.
      return await withFileLock(join(this.folder, 'begin'), async () => {
        await this.removeLeftovers();
        const last = (await this.folders()).at(-1) ?? '0';
        const folder = join(this.folder, String(Number(last) + 1).padStart(6, '0'));
        await mkdir(folder, { mode: 0o700 });
        await writeFileAtomic(
          join(folder, ABOUT),
          `${JSON.stringify({ area, command, subject, at: at.toISOString() })}\n`,
        );
        await syncFolder(this.folder);
        return folder;
      });
    } catch (error) {
      throw notKept(error);
    }
  }

  /** The runs of an area, or of all, newest first. Those that kept nothing are none. */
  async list(area?: UndoArea): Promise<UndoRun[]> {
    await this.emptyOld();
    const runs = (await this.read()).filter((run) => area === undefined || run.area === area);
    return Promise.all(runs.map(withHeldBytes));
  }

  /** A run of an area: that of a number, else the last one. */
  async find(area: UndoArea, id?: number): Promise<UndoRun | undefined> {
    for (const name of (await this.folders()).reverse()) {
      if (id !== undefined && Number(name) !== id) continue;
      const run = await readRun(this.folder, name);
      if (run?.area === area) return withHeldBytes(run);
    }
    return undefined;
  }

  /**
   * Removes a run that is undone as far as it can be, or that the user lets go, and the files that it deleted.
   * @param dispose what becomes of a folder of deleted files, where that is another than of all
   * @throws Problem where it cannot be removed
   */
  async forget(folder: string, dispose = this.held?.dispose): Promise<void> {
    try {
      // Under its new name it is no run any more, also where a kill leaves half of it.
      await rename(folder, folder + GONE);
      await emptyHoldingFolders(folder + GONE, dispose);
      await rm(folder + GONE, { recursive: true, force: true });
    } catch (error) {
      // Another window has just removed it.
      if (errnoOf(error) !== 'ENOENT') throw toProblem(error, l10n.t('The folder of what can be undone'));
    }
  }

  /** Removes a run where it has nothing left to undo. */
  async forgetIfEmpty(folder: string): Promise<void> {
    const names = await listed(folder);
    if (!names.some((name) => journalFileOf(name))) await this.forget(folder, removeIfEmpty);
  }

  /**
   * Lets files go that were deleted more than seven days ago, with the runs that deleted them: once for a program, before
   * its first change and before runs are listed. What fails stays for the next time.
   */
  emptyOld(): Promise<void> {
    const { held } = this;
    if (!held) return Promise.resolve();
    this.emptying ??= (async () => {
      for (const folder of await heldTooLong(await this.read(), held.clock())) await this.forget(folder);
    })().catch(() => undefined);
    return this.emptying;
  }

  /** Removes what a process left behind that was killed while it forgot a run. */
  private async removeLeftovers(): Promise<void> {
    const names = (await listed(this.folder)).filter((name) => name.endsWith(GONE));
    await Promise.all(
      names.map(async (name) => {
        await emptyHoldingFolders(join(this.folder, name), this.held?.dispose);
        await rm(join(this.folder, name), { recursive: true, force: true });
      }),
    );
  }

  /** All runs, newest first, without the files that they deleted in their bytes. */
  private async read(): Promise<UndoRun[]> {
    const folders = (await this.folders()).reverse();
    const runs = await Promise.all(folders.map((name) => readRun(this.folder, name)));
    return runs.filter((run) => run !== undefined);
  }

  private async folders(): Promise<string[]> {
    const names = await listed(this.folder);
    return names.filter((name) => RUN_FOLDER.test(name)).sort((one, other) => Number(one) - Number(other));
  }
}

const withHeldBytes = async (run: UndoRun): Promise<UndoRun> => ({
  ...run,
  bytes: run.bytes + (await heldBytes(run.folder)),
});

async function readRun(root: string, name: string): Promise<UndoRun | undefined> {
  const folder = join(root, name);
  const found = new Map<string, JournalFile>();
  for (const each of (await listed(folder)).sort()) {
    const file = journalFileOf(each);
    const known = file && found.get(file.place);
    // The process was killed between writing a file again and removing the old one: the one with fewer entries is newer.
    if (file && (!known || file.entries < known.entries)) found.set(file.place, file);
  }
  if (found.size === 0) return undefined;
  const files = [...found.values()];
  const journalFiles = files.map((file) => join(folder, file.name));
  const sizes = await Promise.all(
    journalFiles.map(async (path) => (await stat(path).catch(() => undefined))?.size),
  );
  return {
    id: Number(name),
    ...(await readAbout(folder)),
    folder,
    files: files.reduce((sum, { entries }) => sum + entries, 0),
    bytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    journalFiles,
  };
}

/** This file is written before the journal files, so it is missing only where it was removed by hand. */
async function readAbout(folder: string): Promise<RunTitle & { readonly at: string }> {
  const about = parseJsonObject(await readFile(join(folder, ABOUT), 'utf8').catch(() => '{}'));
  const { area, command, subject, at } = about.ok ? about.value : {};
  return {
    area: area === 'models' ? 'models' : 'prompts',
    command: typeof command === 'string' ? command : 'refilter',
    ...(typeof subject === 'string' && { subject }),
    at: typeof at === 'string' ? at : new Date(0).toISOString(),
  };
}

async function listed(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return [];
    throw toProblem(error, l10n.t('The folder of what can be undone'));
  }
}

function notKept(error: unknown): Problem {
  const { code, advice } = toProblem(error, l10n.t('The journal'));
  return new Problem(
    code,
    l10n.t('Nothing was changed, since what the files hold could not be kept for Undo.'),
    advice,
    { cause: error },
  );
}
