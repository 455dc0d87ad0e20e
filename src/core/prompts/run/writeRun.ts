import { dirname } from 'node:path';
import { problemInfo } from '../../problem/toProblem';
import { Meter } from '../../progress/meter';
import type { FolderLora } from '../grammar/folderLora';
import type { UndoRun } from '../../undo/undoRuns';
import type { DoneFiles, FileRequest, PromptRequest, RunRules } from './workerProtocol';
import { changedMeanwhile } from './rewriter';
import { isAnotherLora, RunLoras } from './runLoras';
import type { PromptThreads } from './threads';
import type { ChangedFile, PromptPlan, RunOptions, UndoOptions, WrittenRun } from './types';
import { placeOf } from './worker/findFiles';

/** Files whose bytes from before are kept together: one wait for the disk is nothing beside one a file. */
const FILES_AT_ONCE = 200;

interface WriteBatch {
  readonly rules: RunRules;
  readonly files: FileRequest[];
}

/** Writes files of a plan, or restores them, on threads. It can be stopped between two files. */
export class WriteRun {
  private readonly written: string[] = [];
  private readonly failed: { path: string; problem: WrittenRun['failed'][number]['problem'] }[] = [];
  private left = 0;
  private readonly meter: Meter;
  private readonly stopped = new Int32Array(new SharedArrayBuffer(4));

  constructor(
    private readonly threads: PromptThreads,
    options: RunOptions,
  ) {
    this.meter = new Meter(options.onProgress, { rate: 'files' });
    const { signal } = options;
    // A thread that is ended may leave half-written temporary files behind: it is asked to stop instead.
    if (signal?.aborted) this.stop();
    signal?.addEventListener('abort', () => this.stop(), { once: true });
  }

  /** Lets the threads finish the files that they are writing, and nothing more. */
  stop(): void {
    Atomics.store(this.stopped, 0, 1);
  }

  /**
   * Writes files of a plan.
   * @param journal folder of the run in the journal; without one, the bytes from before are not kept
   */
  async write(
    plan: PromptPlan,
    paths: readonly string[],
    journal: string | undefined,
    loraOf: (folder: string) => Promise<FolderLora | undefined>,
  ): Promise<WrittenRun> {
    const wanted = new Set(paths);
    const files = plan.changed.filter(({ path }) => wanted.has(path));
    this.meter.enter('writing', { files: files.length });
    const batches = await this.batches(plan, files, new RunLoras(loraOf));
    return this.run(
      batches.map(({ rules, files: of }, batch) => ({
        request: {
          kind: 'write' as const,
          rules,
          files: of,
          stop: this.stopped,
          ...(journal !== undefined && { journal: { folder: journal, batch } }),
        },
        files: of.length,
      })),
    );
  }

  /** Restores the files of a run of the journal, or says which it would. */
  async restore(
    { journalFiles, files }: UndoRun,
    { unsaved = [], dryRun = false }: UndoOptions,
  ): Promise<WrittenRun> {
    this.meter.enter('restoring', { files });
    return this.run(
      journalFiles.map((journalFile) => ({
        request: { kind: 'restore', journalFile, unsaved, dryRun, stop: this.stopped },
        files: 0,
      })),
    );
  }

  private async batches(
    plan: PromptPlan,
    files: readonly ChangedFile[],
    loras: RunLoras,
  ): Promise<WriteBatch[]> {
    const batches: WriteBatch[] = [];
    for (const file of files) {
      const target = plan.targets[placeOf(file.path, plan.targets)];
      const lora = plan.command === 'regenerate' ? await loras.of(dirname(file.path)) : undefined;
      if (!target || isAnotherLora(lora, file)) {
        this.failed.push({ path: file.path, problem: problemInfo(changedMeanwhile(file.path)) });
        this.meter.addFiles();
        continue;
      }
      const { path, digest } = file;
      const rules = this.threads.rules(plan.command, target.rules);
      const open = batches.at(-1);
      if (open?.rules.key === rules.key && open.files.length < FILES_AT_ONCE) {
        open.files.push({ path, digest, lora, base: target.base });
      } else batches.push({ rules, files: [{ path, digest, lora, base: target.base }] });
    }
    return batches;
  }

  private async run(
    calls: readonly { request: PromptRequest & { kind: 'write' | 'restore' }; files: number }[],
  ): Promise<WrittenRun> {
    const ends = await Promise.allSettled(
      calls.map(async ({ request }) =>
        this.add(await this.threads.call(request, { onProgress: (files) => this.meter.addFiles(files) })),
      ),
    );
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    const byPath = (one: { path: string }, other: { path: string }) => (one.path < other.path ? -1 : 1);
    return { written: this.written.sort(), failed: this.failed.sort(byPath), left: this.left };
  }

  private add({ done, failed, left }: DoneFiles): void {
    this.written.push(...done);
    this.failed.push(...failed);
    this.left += left;
  }
}
