import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import { findFileByHash, fileBytes } from '../../civitai/versionFiles';
import type { CivitaiModel, ModelVersion, VersionFile } from '../../civitai/schemas';
import { Problem } from '../../problem/problem';
import { problemInfo, toProblem } from '../../problem/toProblem';
import { Meter } from '../../progress/meter';
import { inspectNew } from '../scan/inspectNew';
import { isRefusal, isUnreachable } from '../../problem/codes';
import type { ModelFile } from '../modelFile';
import type { Sidecar } from '../sidecar/fields';
import { adoptedPatch, folderListing } from '../sidecar/foreign/read';
import { afterReplacement } from '../sidecar/replaced';
import { fromVersion, notFoundPatch, fetchedPatch, sha256Patch } from '../sidecar/merge';
import { publishedSha256 } from '../sidecar/sameFile';
import type { SidecarPatch } from '../sidecar/store';
import { planFile, shortName, type Planned } from './plan';
import { Recorder } from './recorder';
import { modelsOf, resolveHashes, type Resolved } from './resolve';
import type { AnnotateOptions, AnnotateResult, AnnotatorDeps } from './types';

/** Hashes are asked about as soon as so many are there, … */
const ASK_BATCH = 100;
/** … or after this time, so that one huge file does not make all the others wait. */
const ASK_AFTER_MS = 15_000;
/** Sidecars read at a time. */
const PLAN_AT_ONCE = 32;
/** Sidecars written at a time: a disk syncs several nearly as fast as one. */
const SAVE_AT_ONCE = 16;

/** What the questions before the hashing count for, in percent: how much there is to hash is not known yet. */
const ASKING_PERCENT = 10;

/** A file whose header hash and size fit a file of a version. */
interface HeaderHit {
  readonly file: ModelFile;
  readonly version: ModelVersion;
  readonly listed: VersionFile;
}

/** One annotate run: its files, its counters and what came out. */
export class AnnotateRun {
  private readonly recorder: Recorder;
  private readonly pictures: { readonly file: ModelFile; readonly version: ModelVersion }[] = [];
  private readonly meter: Meter;
  private readonly signal: AbortSignal | undefined;
  /** Set when Civitai cannot be reached: the rest of the run need not wait for it again. */
  private unreachable: Problem | undefined;

  constructor(
    private readonly files: readonly ModelFile[],
    private readonly options: AnnotateOptions,
    private readonly deps: AnnotatorDeps,
  ) {
    const before = deps.requestCount();
    this.signal = options.signal;
    // Every file under way listens to it: that is no leak.
    if (this.signal) setMaxListeners(0, this.signal);
    this.meter = new Meter(options.onProgress, { requests: () => deps.requestCount() - before });
    this.recorder = new Recorder(deps, options, () => this.meter.addFiles());
  }

  async run(): Promise<void> {
    this.meter.enter('headers', { files: this.files.length, share: [0, ASKING_PERCENT] });
    const planned = await this.plan();
    this.meter.enter('asking');
    const known = planned.flatMap((item) =>
      item.step.kind === 'ask' ? [{ ...item, sha256: item.step.sha256 }] : [],
    );
    await this.ask(known);
    const unanswered = await this.askHeaders(planned);
    await this.hash([...planned.filter(({ step }) => step.kind === 'hash'), ...unanswered]);
    await this.fetchPreviews();
  }

  results(): AnnotateResult[] {
    return this.recorder.results(this.files);
  }

  private async plan(): Promise<Planned[]> {
    const { fileIndex, clock } = this.deps;
    await inspectNew(this.files, this.deps, this.signal);
    const how = {
      header: this.options.header ?? true,
      verify: this.options.verify ?? false,
      now: clock().getTime(),
      listing: folderListing(),
    };
    const limit = pLimit(PLAN_AT_ONCE);
    const planned = await Promise.all(
      this.files.map((file) => limit(() => this.planOne(file, planFile(file, fileIndex.get(file), how)))),
    );
    return planned.filter((item) => item !== undefined);
  }

  /** Settles a file that needs no question; returns the others. */
  private async planOne(file: ModelFile, planning: Promise<Planned>): Promise<Planned | undefined> {
    this.signal?.throwIfAborted();
    const item = await planning;
    const { step, adopted, sidecar } = item;
    // What another tool already knows costs no request and reads no model.
    if (adopted) await this.recorder.save(file, (current) => adoptedPatch(current, adopted));
    if (step.kind === 'refused' || step.kind === 'failed') this.recorder.fail(file, step.kind, step.problem);
    else if (step.kind !== 'done') return item;
    else if (!adopted) this.recorder.settle(file, sidecar);
    return undefined;
  }

  /** Asks about header hashes, one request each. Returns the files that need their SHA-256 after all. */
  private async askHeaders(planned: readonly Planned[]): Promise<Planned[]> {
    const unanswered: Planned[] = [];
    const items = planned.flatMap((item) =>
      item.step.kind === 'header' ? [{ ...item, autov3: item.step.autov3 }] : [],
    );
    for (let start = 0; start < items.length; start += ASK_BATCH) {
      const hits: HeaderHit[] = [];
      const askOne = async (item: (typeof items)[number]): Promise<void> => {
        const hit = await this.askHeader(item.file, item.autov3);
        if (hit) hits.push(hit);
        else unanswered.push(item);
      };
      await Promise.all(items.slice(start, start + ASK_BATCH).map(askOne));
      await this.saveHits(hits);
    }
    return unanswered;
  }

  private async askHeader(file: ModelFile, autov3: string): Promise<HeaderHit | undefined> {
    try {
      const version = await this.online(() => this.deps.civitai().versionByHash(autov3, this.signal));
      const listed = version && findFileByHash(version, autov3);
      // The same tensors under another header make another file: only the exact size makes it this one.
      return version && listed && fileBytes(listed) === file.size ? { file, version, listed } : undefined;
    } catch (error) {
      if (this.signal?.aborted) throw error;
      // Its SHA-256 will be wanted anyway, and the bulk question may fare better.
      return undefined;
    }
  }

  private async saveHits(hits: readonly HeaderHit[]): Promise<void> {
    const { civitai, clock, log } = this.deps;
    const versions = hits.map(({ version }) => version);
    const models = await this.online(() => modelsOf(civitai, versions, this.signal)).catch(
      (error: unknown) => {
        if (this.signal?.aborted) throw error;
        log.warn(`Tags and descriptions: ${toProblem(error, 'Civitai').message}`);
        return new Map<number, CivitaiModel>();
      },
    );
    for (const { file, version, listed } of hits) {
      const model = models.get(version.modelId ?? 0);
      const fetched = fromVersion(version, { ...(model && { model }), file: listed });
      await this.recorder.save(file, (current) =>
        fetchedPatch(current, fetched, 'civitai', 'header', clock()),
      );
      this.pictures.push({ file, version });
    }
  }

  private async hash(items: readonly Planned[]): Promise<void> {
    const { hasher, fileIndex, log } = this.deps;
    const bytes = items.reduce((sum, { file }) => sum + file.size, 0);
    this.meter.enter('hashing', bytes > 0 ? { bytes, share: [ASKING_PERCENT, 100] } : { share: [0, 100] });
    let batch: (Planned & { sha256: string })[] = [];
    let asking = Promise.resolve();
    const flush = (): void => {
      const full = batch;
      batch = [];
      asking = asking.then(() => this.ask(full));
      // Whoever waits below is told; until then a cancelled question is nobody's failure.
      asking.catch(() => undefined);
    };
    const late = setInterval(flush, ASK_AFTER_MS);
    await Promise.all(
      items.map(async (item) => {
        const { file } = item;
        try {
          const { sha256 } = await hasher.hash(file.path, ['sha256'], {
            ...this.cancellable(),
            onBytes: (bytes) => this.meter.addBytes(bytes),
          });
          if (typeof sha256 !== 'string') return;
          fileIndex.set(file, { sha256 });
          batch.push({ ...item, sha256: publishedSha256(item.sidecar, sha256) });
          if (batch.length >= ASK_BATCH) flush();
        } catch (error) {
          if (this.signal?.aborted) return;
          const problem = toProblem(error, shortName(file));
          log.warn(`${shortName(file)}: ${problem.message}`);
          this.recorder.fail(file, isRefusal(problem) ? 'refused' : 'failed', problemInfo(problem));
        }
      }),
    ).finally(() => clearInterval(late));
    flush();
    await asking;
    this.signal?.throwIfAborted();
  }

  /** Asks about known SHA-256 values in bulk and saves the answers. */
  private async ask(items: readonly (Planned & { readonly sha256: string })[]): Promise<void> {
    if (items.length === 0) return;
    const { civitai } = this.deps;
    const hashes = [...new Set(items.map(({ sha256 }) => sha256))];
    let resolved: Map<string, Resolved>;
    try {
      resolved = await this.online(() => resolveHashes(civitai, hashes, this.signal));
    } catch (error) {
      if (this.signal?.aborted) throw error;
      await this.keepHashes(items, toProblem(error, 'Civitai'));
      return;
    }
    const limit = pLimit(SAVE_AT_ONCE);
    await Promise.all(
      items.map(({ file, sha256 }) => limit(() => this.saveAnswer(file, sha256, resolved.get(sha256)))),
    );
  }

  private async saveAnswer(file: ModelFile, sha256: string, answer: Resolved | undefined): Promise<void> {
    const at = this.deps.clock();
    if (!answer) {
      const unknown = (current: Sidecar): SidecarPatch => ({
        ...sha256Patch(sha256, current),
        ...notFoundPatch(current, at),
      });
      await this.recorder.save(file, afterReplacement(sha256, unknown));
      return;
    }
    const { version, model, candidates } = answer;
    const listed = findFileByHash(version, sha256);
    const fetched = fromVersion(version, { ...(model && { model }), ...(listed && { file: listed }) });
    const found = (current: Sidecar): SidecarPatch => ({
      ...fetchedPatch(current, fetched, 'civitai', 'sha256', at),
      ...sha256Patch(sha256, current),
      civitai_candidates:
        current.identified_by === 'user' || candidates.length === 0 ? undefined : [...candidates],
    });
    await this.recorder.save(file, afterReplacement(sha256, found));
    this.pictures.push({ file, version });
  }

  /** Civitai gave no answer: what was hashed is kept, and the next run asks again without reading the file. */
  private async keepHashes(
    items: readonly (Planned & { readonly sha256: string })[],
    problem: Problem,
  ): Promise<void> {
    this.deps.log.warn(`Civitai: ${problem.message}`);
    const state = problem.code === 'requests_off' ? 'unhashed' : 'failed';
    for (const { file, sha256 } of items) {
      await this.recorder.save(
        file,
        afterReplacement(sha256, (current) => sha256Patch(sha256, current)),
      );
      this.recorder.fail(file, state, problemInfo(problem));
    }
  }

  /** Runs a question to Civitai, unless an earlier one of this run found that it cannot be reached. */
  private async online<T>(question: () => Promise<T>): Promise<T> {
    if (this.unreachable) throw this.unreachable;
    try {
      return await question();
    } catch (error) {
      if (error instanceof Problem && isUnreachable(error)) this.unreachable = error;
      throw error;
    }
  }

  /** Pictures come last: a stalled one holds no metadata up. */
  private async fetchPreviews(): Promise<void> {
    if (this.options.dryRun || this.options.previews === false || this.pictures.length === 0) return;
    this.meter.enter('previews');
    await Promise.all(
      this.pictures.map(async ({ file, version }) => {
        const saved = await this.deps.previews.ensure(file.path, version, this.signal);
        if (saved) this.recorder.tellAgain(file);
      }),
    );
  }

  private cancellable(): { signal?: AbortSignal } {
    return this.signal ? { signal: this.signal } : {};
  }
}
