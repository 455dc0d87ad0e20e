import * as l10n from '@vscode/l10n';
import { basename, dirname, join } from 'node:path';
import { formatBytes } from '../../text/amounts';
import { writeFileAtomic } from '../../files/atomicWrite';
import { withFileLock } from '../../files/lock';
import { Problem } from '../../problem/problem';
import type { WorkerOptions } from '../../threads/workerPool';
import { silentLog, type Log } from '../../log';
import type { FolderLora } from '../grammar/folderLora';
import { collectTokens } from './collectRun';
import { Journal } from './journal';
import { PlanRun } from './planRun';
import { changedMeanwhile } from './rewriter';
import { isAnotherLora, RunLoras } from './runLoras';
import { PromptThreads } from './threads';
import { tokensFile, tokensText } from './tokensFile';
import type {
  CollectedTokens,
  PromptCommand,
  PromptPlan,
  PromptTarget,
  RecordedRun,
  RunOptions,
  UndoOptions,
  WrittenRun,
} from './types';
import { placeOf } from './worker/findFiles';
import { WriteRun } from './writeRun';

/** The commands over prompt files: what they would do, doing it, and undoing it. The work is done on threads. */
export class PromptRuns {
  private readonly threads: PromptThreads;
  private readonly journal: Journal | undefined;
  private readonly loraOf: (folder: string) => Promise<FolderLora | undefined>;
  private readonly log: Log;
  private readonly clock: () => Date;
  /** Runs that write, until they are done. */
  private readonly writing = new Map<WriteRun, Promise<unknown>>();

  /**
   * @param options.journalFolder where the bytes from before a run are kept; without one, no run can be undone
   * @param options.loraOf the LoRA of a folder, for Regenerate
   */
  constructor(
    options: WorkerOptions & {
      readonly journalFolder?: string;
      loraOf(folder: string): Promise<FolderLora | undefined>;
      readonly log?: Log;
      readonly clock?: () => Date;
      /** By default as many as suit the machine. */
      readonly threads?: number;
    },
  ) {
    const { journalFolder, log = silentLog, clock = () => new Date(), threads } = options;
    this.threads = new PromptThreads(options, threads);
    this.journal = journalFolder === undefined ? undefined : new Journal(journalFolder);
    this.loraOf = (folder) => options.loraOf(folder);
    this.log = log;
    this.clock = clock;
  }

  /** Finds out what a command would do. Writes nothing; rejects with the signal's reason when it is cancelled. */
  async plan(
    command: PromptCommand,
    targets: readonly PromptTarget[],
    options: RunOptions = {},
  ): Promise<PromptPlan> {
    const plan = await new PlanRun(this.threads, command, targets, this.loraOf, options).run();
    const { changed, unchanged, skipped, failed } = plan;
    this.log.info(
      `${command}: ${changed.length} to change, ${unchanged.length} unchanged, ${skipped.length} skipped, ${failed.length} failed`,
    );
    return plan;
  }

  /**
   * The text of a file of a plan as it is and as it would be, without byte order mark, as an editor shows it.
   * @throws Problem `changed_meanwhile` where it is no longer the file that the plan was made from
   */
  async preview(plan: PromptPlan, path: string): Promise<{ before: string; after: string }> {
    const file = plan.changed.find((each) => each.path === path);
    const target = plan.targets[placeOf(path, plan.targets)];
    if (!file || !target) throw changedMeanwhile(path);
    const rules = this.threads.rules(plan.command, target.rules);
    const regenerates = plan.command === 'regenerate';
    const lora = regenerates ? await new RunLoras(this.loraOf).of(dirname(path)) : undefined;
    if (isAnotherLora(lora, file)) throw changedMeanwhile(path);
    return this.threads.call({ kind: 'preview', path, digest: file.digest, lora, rules });
  }

  /**
   * Writes files of a plan, each whole or not at all, and keeps what they held for `undo`. What fails is reported and the
   * others are written. When it is cancelled, the files under way are finished and the others left.
   * @param paths those of `plan.changed` that are to be written
   * @throws Problem where nothing can be written at all
   */
  apply(plan: PromptPlan, paths: readonly string[], options: RunOptions = {}): Promise<WrittenRun> {
    return this.write(plan.command, options, async (run) => {
      const { journal } = this;
      if (!journal) return run.write(plan, paths, undefined, this.loraOf);
      return this.alone(journal, async () => {
        const folder = await journal.begin(plan.command, this.clock());
        try {
          return await run.write(plan, paths, folder, this.loraOf);
        } finally {
          await journal.prune();
        }
      });
    });
  }

  /** The run that `undo` would undo. */
  async lastRun(): Promise<RecordedRun | undefined> {
    const run = await this.journal?.last();
    return run && { command: run.command, at: run.at, files: run.files };
  }

  /**
   * Gives the files of the last run the bytes from before. Files that were changed since, on the disk or in an editor,
   * are left alone and reported as `changed_meanwhile`; they, and those that are left when it is cancelled, can still be undone.
   * @throws Problem `missing` where there is nothing to undo
   */
  undo(options: UndoOptions = {}): Promise<WrittenRun> {
    return this.write('undo', options, async (run) => {
      const { journal } = this;
      if (!journal) throw nothingToUndo();
      return this.alone(journal, async () => {
        const last = await journal.last();
        if (!last) throw nothingToUndo();
        if (options.dryRun === true) return run.restore(last, options);
        // An older one must not come back when this one is undone.
        await journal.removeAllBut(last.folder);
        try {
          return await run.restore(last, options);
        } finally {
          await journal.prune();
        }
      });
    });
  }

  /**
   * Counts the tokens of `raw_prompt` of all files.
   * @param base absolute path of the folder that their paths are relative to
   * @param paths absolute paths of folders and files
   */
  collect(base: string, paths: readonly string[], options: RunOptions = {}): Promise<CollectedTokens> {
    return collectTokens(this.threads, base, paths, options);
  }

  /**
   * Writes the tokens, in their order, as a JSON array.
   * @returns the path of the file
   * @throws Problem where it cannot be written
   */
  async writeTokens(collected: CollectedTokens): Promise<string> {
    const path = tokensFile(collected.base);
    const text = tokensText(collected);
    await writeFileAtomic(path, text);
    const size = formatBytes(Buffer.byteLength(text));
    this.log.info(`${basename(path)}: ${collected.tokens.length} tokens, ${size}`);
    return path;
  }

  /** Lets runs that write finish the files under way, then ends the threads. */
  async close(): Promise<void> {
    for (const run of this.writing.keys()) run.stop();
    await Promise.allSettled(this.writing.values());
    await this.threads.close();
  }

  private async write(
    name: string,
    options: RunOptions,
    work: (run: WriteRun) => Promise<WrittenRun>,
  ): Promise<WrittenRun> {
    const run = new WriteRun(this.threads, options);
    const working = work(run);
    this.writing.set(run, working);
    try {
      const { written, failed, left } = await working;
      this.log.info(`${name}: ${written.length} written, ${failed.length} failed, ${left} left`);
      return { written, failed, left };
    } finally {
      this.writing.delete(run);
    }
  }

  /** Two windows share the journal: the second one waits a while, then fails with `locked`. */
  private async alone<T>(journal: Journal, work: () => Promise<T>): Promise<T> {
    let started = false as boolean;
    try {
      return await withFileLock(join(journal.folder, 'run'), () => {
        started = true;
        return work();
      });
    } catch (error) {
      if (started || !(error instanceof Problem) || error.code !== 'locked') throw error;
      throw new Problem(
        'locked',
        l10n.t('Another window is changing prompt files.'),
        l10n.t('Wait until it is done, then try again.'),
        { cause: error },
      );
    }
  }
}

function nothingToUndo(): Problem {
  return new Problem(
    'missing',
    l10n.t('There is no prompt run to undo.'),
    l10n.t('Each run replaces the one before.'),
  );
}
