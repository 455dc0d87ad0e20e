import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { Log } from '../../../core/log';
import type { Annotator } from '../../../core/models/identify/annotator';
import type { AnnotateResult } from '../../../core/models/identify/types';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import type { ProblemInfo } from '../../../core/problem/problem';
import type { ModelFile } from '../../../core/models/modelFile';
import { resultsText } from '../../../core/models/view/modelText';
import { isUnreachable } from '../../../core/problem/codes';
import type { OnProgress } from '../../../core/progress/progress';
import type { Dialogs } from '../../platform/dialogs';
import { Emitter } from '../../platform/emitter';
import type { Jobs, Lane } from '../../platform/job';
import type { ModelLibrary } from '../library/modelLibrary';
import type { TokenCheck } from './tokenCheck';

const RELOADS_AT_ONCE = 8;

export interface AnnotateRunnerDeps {
  readonly models: Pick<ModelLibrary, 'ready' | 'entry' | 'failures'>;
  readonly jobs: Jobs;
  readonly dialogs: Dialogs;
  readonly tokenCheck: Pick<TokenCheck, 'once'>;
  readonly log: Log;
  readonly annotator: () => Promise<Pick<Annotator, 'annotate'>>;
  /** Whether preview pictures are downloaded. */
  readonly previews: () => boolean;
}

/** What came of an annotation. */
export interface Annotated {
  readonly results: readonly AnnotateResult[];
  /** Why Civitai gave some models no answer: they stay as they were. */
  readonly outage: ProblemInfo | undefined;
}

/** Runs annotations, one at a time, and tells the user how far they are and what they found. */
export class AnnotateRunner {
  private readonly changed = new Emitter<boolean>();
  /** The user started a run (true), or it ended (false): the background pauses in between. */
  readonly onDidChangeRunning = this.changed.event;
  private readonly lane: Lane;

  constructor(private readonly deps: AnnotateRunnerDeps) {
    this.lane = {
      busy: l10n.t('Models are being annotated. Wait for it or cancel it first.'),
      onDidChange: (running) => this.changed.fire(running),
    };
  }

  get isRunning(): boolean {
    return this.deps.jobs.isRunning(this.lane);
  }

  /** Annotates files with a notification that can be cancelled. What was done until then is kept. */
  async run(entries: readonly ModelEntry[]): Promise<readonly AnnotateResult[]> {
    const { jobs, tokenCheck } = this.deps;
    const done = await jobs.run({
      lane: this.lane,
      title: l10n.t('Annotating models'),
      what: l10n.t('Annotate'),
      work: async ({ signal, onProgress }) => {
        void tokenCheck.once();
        const annotated = await this.annotate(entries, { signal, onProgress });
        return { ...annotated, isCancelled: signal.aborted };
      },
    });
    if (!done) return [];
    if (done.outage) void this.offerRetry(done.outage, done.results);
    else this.summarise(done.results, done.isCancelled);
    return done.results;
  }

  /** Confirms provisional models by their SHA-256, without a notification. */
  async confirm(entries: readonly ModelEntry[], signal: AbortSignal): Promise<Annotated> {
    return this.annotate(entries, { signal, verify: true });
  }

  /** Ends the run that the user started, if any. */
  cancel(): void {
    this.deps.jobs.cancel(this.lane);
  }

  private async annotate(
    entries: readonly ModelEntry[],
    options: { signal: AbortSignal; verify?: boolean; onProgress?: OnProgress },
  ): Promise<Annotated> {
    const { models, previews } = this.deps;
    const library = await models.ready();
    const annotator = await this.deps.annotator();
    const { default: limit } = await import('p-limit');
    const atOnce = limit(RELOADS_AT_ONCE);
    const reloads: Promise<void>[] = [];
    let outage: ProblemInfo | undefined;
    const results = await annotator.annotate(entries.map(fileOf), {
      ...options,
      previews: previews(),
      onOutage: (problem) => (outage = problem),
      onResult: (result) => {
        models.failures.note(result);
        reloads.push(atOnce(() => library.reload(result.path)));
      },
    });
    await Promise.all(reloads);
    return { results, outage };
  }

  /** Says once why Civitai did not answer, and tries again where the user wants it. */
  private async offerRetry(
    { message, advice }: ProblemInfo,
    results: readonly AnnotateResult[],
  ): Promise<void> {
    const { dialogs, log, models } = this.deps;
    log.warn(`Annotate: ${message} ${advice}`);
    const retry = l10n.t('Retry');
    const text = l10n.t('{0} {1} Models without an answer stay as they were.', message, advice);
    if ((await dialogs.warn(text, retry)) !== retry) return;
    // Some may have changed or gone since.
    await this.run(results.flatMap(({ path }) => models.entry(path) ?? []));
  }

  private summarise(results: readonly AnnotateResult[], isCancelled: boolean): void {
    const { dialogs, log } = this.deps;
    const found = resultsText(results);
    const text = isCancelled ? l10n.t('Cancelled, what is done is kept: {0}', found) : found;
    log.info(`Annotated ${results.length} models: ${text}`);
    for (const { path, error } of results) {
      if (error) log.warn(`${basename(path)}: ${error.message} ${error.advice}`);
    }
    if (results.length === 0) return;
    const errors = results.flatMap(({ error }) => (error && error.code !== 'cancelled' ? [error] : []));
    const first = errors[0];
    if (!first) {
      void dialogs.info(text);
      return;
    }
    const areSame = errors.every(({ code }) => code === first.code);
    // What keeps Civitai from answering concerns every model, whatever else is wrong with some.
    const cause = errors.find(isUnreachable) ?? (areSame ? first : undefined);
    const show = l10n.t('Show Problems');
    void dialogs
      .warn(cause ? `${text}. ${cause.message} ${cause.advice}` : text, show)
      .then((chosen) => (chosen === show ? dialogs.execute('workbench.actions.view.problems') : undefined));
  }
}

function fileOf({ path, size, mtimeMs, ino }: ModelEntry): ModelFile {
  return { path, size, mtimeMs, ino };
}
