import { setMaxListeners } from 'node:events';
import { basename } from 'node:path';
import pLimit from 'p-limit';
import { tookText } from '../../log';
import { isUnreachable } from '../../problem/codes';
import type { Problem } from '../../problem/problem';
import { Meter } from '../../progress/meter';
import type { ModelFile } from '../modelFile';
import { inspectNew } from '../scan/inspectNew';
import { foreignPatch } from '../sidecar/foreign/patch';
import { folderListing } from '../sidecar/foreign/siblings';
import { askCreators } from './askCreators';
import { askHashes } from './askHashes';
import { askHeaders } from './askHeaders';
import { hashFiles } from './hashFiles';
import { byCost } from './quickFiles';
import { planFile, type Planned, type PlanOptions } from './plan';
import { Reachability } from './reachability';
import { Recorder } from './recorder';
import { ASKING_PERCENT, type RunContext } from './runContext';
import type { AnnotateOptions, AnnotateResult, AnnotatorDeps } from './types';

/** Sidecars read at a time. */
const PLAN_AT_ONCE = 32;
/** How often it is looked whether Civitai is silent. */
const TICK_MS = 1_000;

/** One annotate run: its files, its counters and what came out. */
export class AnnotateRun {
  private readonly context: RunContext;

  constructor(
    private readonly files: readonly ModelFile[],
    private readonly options: AnnotateOptions,
    deps: AnnotatorDeps,
  ) {
    const outage = new AbortController();
    const signal = AbortSignal.any([outage.signal, ...(options.signal ? [options.signal] : [])]);
    // Each file in progress adds a listener to the signal, which is no leak.
    setMaxListeners(0, signal, ...(options.signal ? [options.signal] : []));
    const before = deps.requestCount();
    const meter = new Meter(options.onProgress, { requests: () => deps.requestCount() - before });
    const recorder = new Recorder(deps, options, () => meter.addFiles());
    const reachability = new Reachability(deps.civitai, { onOutage: (problem) => outage.abort(problem) });
    this.context = { deps, signal, meter, recorder, reachability, identified: [] };
  }

  /** Asks the cheapest questions first: known hashes, then hashes in headers of slow files, then those of whole files. */
  async run(): Promise<void> {
    const { meter, deps, reachability } = this.context;
    const { requestCount, log } = deps;
    const [started, before] = [performance.now(), requestCount()];
    log.info(`Annotating ${this.files.length} models`);
    const ticking = setInterval(() => meter.tick(), TICK_MS);
    try {
      await this.ask().catch((error: unknown) => {
        if (!reachability.outage) throw error;
      });
      await this.fetchPreviews();
    } finally {
      clearInterval(ticking);
      log.info(`Annotating took ${tookText(started)} and ${requestCount() - before} requests`);
    }
  }

  /** Why files have no answer though nothing is wrong with them. */
  get outage(): Problem | undefined {
    return this.context.reachability.missed;
  }

  private async ask(): Promise<void> {
    const { context } = this;
    context.meter.enter('headers', { files: this.files.length, share: [0, ASKING_PERCENT] });
    const planned = await this.plan();
    context.meter.enter('asking');
    const known = planned.flatMap(({ file, step, sidecar }) => {
      if (step.kind !== 'ask') return [];
      const autov3 = sidecar?.hash_autov3 ?? context.deps.fileIndex.get(file)?.header?.autov3;
      return [{ file, sha256: step.sha256, autov3, isKnown: true }];
    });
    await askHashes(context, known);
    context.signal?.throwIfAborted();
    const { quick, others } = await byCost(context, planned);
    const unanswered = await askHeaders(context, others);
    await hashFiles(context, quick, [...others.filter(({ step }) => step.kind === 'hash'), ...unanswered]);
    await askCreators(context, planned);
  }

  results(): AnnotateResult[] {
    return this.context.recorder.results(this.files);
  }

  /** Decides what to do for each file. @returns those that need a question */
  private async plan(): Promise<Planned[]> {
    const { deps, signal } = this.context;
    await inspectNew(this.files, deps, signal);
    const options = {
      header: this.options.header ?? true,
      verify: this.options.verify ?? false,
      now: deps.clock().getTime(),
      listing: folderListing(),
    };
    const limit = pLimit(PLAN_AT_ONCE);
    const planned = await Promise.all(this.files.map((file) => limit(() => this.planOne(file, options))));
    return planned.filter((item) => item !== undefined);
  }

  /** Records the result of a file that needs no question; returns the others. */
  private async planOne(file: ModelFile, options: PlanOptions): Promise<Planned | undefined> {
    const { deps, signal, recorder } = this.context;
    signal?.throwIfAborted();
    const item = await planFile(file, deps.fileIndex.get(file), options);
    const { step, foreign, sidecar, notices = [] } = item;
    recorder.note(file, notices);
    recorder.begin(file, sidecar);
    // What another tool already knows costs no request and reads no model.
    if (foreign) await recorder.save(file, (current) => foreignPatch(current, foreign));
    if (step.kind === 'refused' || step.kind === 'failed') {
      recorder.recordProblem(file, step.kind, step.problem);
    } else if (step.kind === 'done' || step.kind === 'creator') {
      deps.log.debug(`${basename(file.path)}: skipped, all is known`);
      if (!foreign) recorder.recordSidecar(file, sidecar);
      if (step.kind === 'creator') return item;
    } else return item;
    return undefined;
  }

  /** Pictures come last, so that a stalled one delays no metadata. */
  private async fetchPreviews(): Promise<void> {
    const { deps, meter, recorder, identified, reachability } = this.context;
    const { signal, dryRun, previews } = this.options;
    if (dryRun || previews === false || identified.length === 0) return;
    if (reachability.outage && isUnreachable(reachability.outage)) return;
    // They come from another host, where a single one may be slow or gone.
    const pictures = new Reachability(deps.civitai, { toleratesSilence: true });
    meter.enter('previews');
    await Promise.all(
      identified.map(async ({ file, version }) => {
        const options = { signal, ask: <T>(question: () => Promise<T>) => pictures.ask(question) };
        const saved = await deps.previews.ensure(file.path, version, options);
        if (saved) recorder.notifyAgain(file);
      }),
    );
  }
}
