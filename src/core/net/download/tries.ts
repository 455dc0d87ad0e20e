import { basename } from 'node:path';
import pRetry from 'p-retry';
import { isOverload } from '../../problem/codes';
import type { Problem } from '../../problem/problem';
import { TransientProblem } from '../failures';
import { headerOf, type OpenAnswer } from '../answer';
import { Outgrown, type ByteStore } from './byteStore';
import { quiet, wrongRange } from './failures';
import { refusedStart } from './firstBytes';
import type { PartNotes } from './partFile';
import { Patience } from './patience';
import { placementOf, rangeHeaders, wholeLength, type Placement } from './range';
import { receive } from './receive';
import type { DownloadDeps, FileRequest } from './request';
import { clockTimer, Stall, withoutStalls } from './stall';

/** Answers that begin elsewhere than asked, before it has failed. */
const MOST_WRONG_RANGES = 2;
/** What a file may be larger than it was said to be, where the server does not say how large it is. */
const MOST_MORE = 2 ** 20;

/** One file, from its first try to its last. */
export class Tries {
  /** Bytes that are in the store. */
  private have = 0;
  private wrongRanges = 0;
  private isWaiting = false;
  private readonly patience = new Patience();

  constructor(
    private readonly request: FileRequest,
    private readonly deps: DownloadDeps,
    private readonly store: ByteStore,
    private notes: PartNotes,
  ) {}

  get bytes(): number {
    return this.have;
  }

  /** Whether a whole file came before this one, and was wrong. */
  get isSecond(): boolean {
    return this.notes.wrong !== undefined;
  }

  /** So many bytes are in the store, by an earlier download. */
  goOnFrom(bytes: number): void {
    this.have = bytes;
    this.patience.cameTo(bytes);
  }

  async run(): Promise<void> {
    await pRetry(() => this.try(), {
      retries: Infinity,
      minTimeout: 0,
      shouldRetry: ({ error }) => this.waitAfter(error),
    });
  }

  private async try(): Promise<void> {
    let trying: Promise<void> | undefined;
    try {
      await this.deps.rate.run(() => (trying = this.ask()), this.request.signal);
    } finally {
      // The turn ends at once when it is cancelled, but what came has still to be written.
      await trying?.catch(() => undefined);
    }
  }

  private async ask(): Promise<void> {
    const { deps, request } = this;
    const { signal, bytes, url, key } = request;
    if (this.have > 0 && this.have === this.notes.length) return;
    await this.store.room.require((this.notes.length ?? bytes ?? 0) - this.have);
    const range = rangeHeaders(this.have, this.notes);
    // Bytes that are packed on the way cannot be continued.
    const headers = { 'accept-encoding': 'identity', ...range };
    const answer = await deps.http.open({ url, label: key, headers, signal }, deps.policy);
    let isHandedOver = false;
    try {
      await this.take(answer, range.range === undefined ? 0 : this.have);
    } catch (error) {
      isHandedOver = error instanceof Outgrown && error.answer === answer;
      throw error;
    } finally {
      if (!isHandedOver) answer.body.cancel();
    }
    deps.rate.succeeded();
  }

  private async take(answer: OpenAnswer, asked: number): Promise<void> {
    const { deps, request } = this;
    const { host } = answer.url;
    if (answer.status === 416 && asked > 0) {
      // The last byte had come, but not the news that it was the last.
      if ((wholeLength(answer) ?? request.bytes) === asked) return;
      return this.startOver(host);
    }
    const refusal = await deps.refusal(answer);
    if (refusal) throw refusal;
    const placement = placementOf(answer, asked, this.notes);
    if (!placement) return this.startOver(host);
    if (placement.from === 0) await this.reset();
    await this.note(answer, placement);
    await this.store.room.require((placement.length ?? 0) - placement.from);
    await this.receive(answer, placement);
  }

  /** Before the first byte comes, so that there is none of which nothing is known. */
  private async note(answer: OpenAnswer, { from, length }: Placement): Promise<void> {
    const { key } = this.request;
    const [etag, lastModified] = [headerOf(answer, 'etag'), headerOf(answer, 'last-modified')];
    // An answer with the rest need not repeat what the first one said.
    const { wrong } = this.notes;
    this.notes = from > 0 ? { ...this.notes, length } : { key, etag, lastModified, length, wrong };
    await this.store.note(this.notes, answer);
  }

  private async receive(answer: OpenAnswer, placement: Placement): Promise<void> {
    const { deps, request } = this;
    const total = placement.length ?? request.bytes;
    const { host } = answer.url;
    const body = withoutStalls(answer.body, {
      host,
      limitMs: deps.policy.timeouts.idleMs,
      startTimer: deps.startTimer ?? clockTimer,
      onQuiet: () => this.wait(quiet(host)),
    });
    await receive(answer, {
      body,
      store: this.store,
      placement,
      mostBytes: request.bytes === undefined ? Infinity : request.bytes + MOST_MORE,
      onStart: (first) => {
        const refused = request.neverText && refusedStart(first, host, basename(request.target));
        if (refused) throw refused;
      },
      onBytes: (have) => {
        this.have = have;
        this.patience.cameTo(have);
        this.wait(undefined);
        request.onProgress?.(have, total);
      },
      pace: async (more, left) => {
        await this.store.room.after(more, left);
        await deps.byteRate.take(more, request.signal);
      },
    });
  }

  private async startOver(host: string): Promise<never> {
    await this.reset();
    throw wrongRange(host, ++this.wrongRanges <= MOST_WRONG_RANGES);
  }

  private async reset(): Promise<void> {
    if (this.have === 0) return;
    const { key, wrong } = this.notes;
    const left = { key, wrong };
    await this.store.reset(left);
    this.have = 0;
    this.notes = left;
  }

  /** Waits before the next try. @returns whether there is to be one */
  private async waitAfter(error: unknown): Promise<boolean> {
    const { deps, request } = this;
    if (request.signal?.aborted || !(error instanceof TransientProblem)) return false;
    if (isOverload(error) && !(error instanceof Stall)) deps.rate.troubled();
    const waitMs = this.patience.waitAfter(error);
    if (waitMs === undefined) return false;
    this.wait(error);
    await deps.sleep(waitMs, request.signal);
    return true;
  }

  private wait(why: Problem | undefined): void {
    if (why === undefined && !this.isWaiting) return;
    this.isWaiting = why !== undefined;
    this.request.onWait?.(why);
  }
}
