import * as l10n from '@vscode/l10n';
import { basename, dirname, join } from 'node:path';
import { formatBytes } from '../../text/amounts';
import { writeFileAtomic } from '../../files/atomicWrite';
import { withFileLock } from '../../files/lock';
import { Problem } from '../../problem/problem';
import type { WorkerOptions } from '../../threads/workerPool';
import { silentLog, type Log } from '../../log';
import { makeRoom } from '../../undo/room';
import type { UndoRun, UndoRuns } from '../../undo/undoRuns';
import type { FolderLora } from '../grammar/folderLora';
import { collectTokens } from './collectRun';
import { PlanRun } from './planRun';
import { changedMeanwhile } from './rewriter';
import { isAnotherLora, RunLoras } from './runLoras';
import { PromptThreads } from './threads';
import { tokensFile, tokensText } from './tokensFile';
import type {
  ApplyOptions,
  CollectedTokens,
  PromptCommand,
  PromptPlan,
  PromptTarget,
  RunOptions,
  UndoOptions,
  WrittenRun,
} from './types';
import { placeOf } from './worker/findFiles';
import { WriteRun } from './writeRun';

/** The commands over prompt files: what they would do, doing it, and undoing it. The work is done on threads. */
export class PromptRuns {
  private readonly threads: PromptThreads;
  private readonly undoRuns: UndoRuns | undefined;
  private readonly undoLimit: () => number;
  private readonly loraOf: (folder: string) => Promise<FolderLora | undefined>;
  private readonly log: Log;
  private readonly clock: () => Date;
  /** Runs that write, until they are done. */
  private readonly writing = new Map<WriteRun, Promise<unknown>>();

  /**
   * @param options.undoRuns where the bytes from before a run are kept; without it, no run can be undone
   * @param options.undoLimit bytes that they may take; 0 for no limit
   * @param options.loraOf the LoRA of a folder, for Regenerate
   */
  constructor(
    options: WorkerOptions & {
      readonly undoRuns?: UndoRuns;
      readonly undoLimit?: () => number;
      loraOf(folder: string): Promise<FolderLora | undefined>;
      readonly log?: Log;
      readonly clock?: () => Date;
      /** By default as many as suit the machine. */
      readonly threads?: number;
    },
  ) {
    const { undoRuns, undoLimit = () => 0, log = silentLog, clock = () => new Date(), threads } = options;
    this.threads = new PromptThreads(options, threads);
    this.undoRuns = undoRuns;
    this.undoLimit = undoLimit;
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
  apply(plan: PromptPlan, paths: readonly string[], options: ApplyOptions = {}): Promise<WrittenRun> {
    return this.write(plan.command, options, async (run) => {
      const { undoRuns } = this;
      if (!undoRuns) return run.write(plan, paths, undefined, this.loraOf);
      return this.alone(undoRuns, async () => {
        const { askForRoom: ask } = options;
        await makeRoom(undoRuns, { limit: this.undoLimit(), paths, ask });
        const folder = await undoRuns.begin({ area: 'prompts', command: plan.command }, this.clock());
        try {
          return await run.write(plan, paths, folder, this.loraOf);
        } finally {
          await undoRuns.forgetIfEmpty(folder);
        }
      });
    });
  }

  /** The runs that can be undone, newest first. */
  async runs(): Promise<readonly UndoRun[]> {
    return (await this.undoRuns?.list('prompts')) ?? [];
  }

  /** The run that `undo` would undo. */
  lastRun(): Promise<UndoRun | undefined> {
    return this.undoRuns?.find('prompts') ?? Promise.resolve(undefined);
  }

  /**
   * Gives the files of a run the bytes from before. Files that were changed since, on the disk or in an editor,
   * are left alone and reported as `changed_meanwhile`; they, and those that are left when it is cancelled, can still be undone.
   * @throws Problem `missing` where there is no such run
   */
  undo(options: UndoOptions = {}): Promise<WrittenRun> {
    return this.write('undo', options, async (run) => {
      const { undoRuns } = this;
      if (!undoRuns) throw nothingToUndo();
      return this.alone(undoRuns, async () => {
        const chosen = await undoRuns.find('prompts', options.run);
        if (!chosen) throw nothingToUndo();
        const restored = await run.restore(chosen, options);
        if (options.dryRun !== true) await undoRuns.forgetIfEmpty(chosen.folder);
        return restored;
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
  private async alone<T>(undoRuns: UndoRuns, work: () => Promise<T>): Promise<T> {
    let started = false as boolean;
    try {
      return await withFileLock(join(undoRuns.folder, 'run'), () => {
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
    l10n.t('There is no such prompt run to undo.'),
    l10n.t('Those that are undone or forgotten are not kept.'),
  );
}
