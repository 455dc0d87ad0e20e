import * as l10n from '@vscode/l10n';
import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import pRetry from 'p-retry';
import { requireRoom } from '../../files/freeSpace';
import { withFileLock } from '../../files/lock';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import { isOverload } from '../../problem/codes';
import { headerOf, type OpenAnswer } from '../answer';
import { badAnswer, cancelled, TransientProblem } from '../failures';
import type { Http } from '../http';
import type { Policy } from '../policy';
import type { RateControl } from '../rateControl';
import type { Sleep } from '../retry';
import type { ByteRate } from './byteRate';
import { partPath, readPart, removeNotes, validatorOf, writeNotes, type PartNotes } from './partFile';
import { placementOf, receive } from './receive';

/** A file that is to be downloaded. */
export interface FileRequest {
  /** Asked again for each try, since the address that it leads to holds only for a while. */
  readonly url: URL;
  /** Names what is downloaded, so that a part of something else is not taken for one of it. */
  readonly key: string;
  /** Absolute; what is downloaded lies beside it as `<target>.part`. */
  readonly target: string;
  /** What is known of it. */
  readonly bytes?: number | undefined;
  /** Lower case. */
  readonly sha256?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** @param total undefined where it is unknown */
  readonly onProgress?: (bytes: number, total: number | undefined) => void;
  /** Why nothing comes for now; undefined: it comes again. */
  readonly onWait?: (why: Problem | undefined) => void;
}

/** How downloads are made. */
export interface DownloadDeps {
  readonly http: Pick<Http, 'open'>;
  readonly policy: Policy;
  /** Of the server that is asked first. */
  readonly rate: RateControl;
  readonly byteRate: ByteRate;
  readonly sleep: Sleep;
  /** Bytes that are to stay free on a drive. */
  readonly reserve: () => number;
  /** Why an answer is none: a refusal, a web page. Undefined for one whose body is the file. */
  readonly refusal: (answer: OpenAnswer) => Promise<Problem | undefined>;
}

/** A file that is whole, and is what it was said to be. */
export interface DownloadedPart {
  /** `<target>.part`: the caller gives it its name. */
  readonly path: string;
  readonly bytes: number;
  /** Lower case. */
  readonly sha256: string;
  /** Whether it was compared with the SHA-256 that was expected. */
  readonly isVerified: boolean;
}

/** So many tries in a row bring not one byte more, before it has failed. */
const MOST_IDLE_TRIES = 5;
/** Each of these takes as long as a server may be silent. */
const MOST_TIMEOUTS = 3;
/** Answers that begin elsewhere than asked, before it has failed. */
const MOST_WRONG_RANGES = 2;
const SMALL_BYTES = 2 ** 20;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Downloads a file beside its place; goes on where an earlier try has ended, also in another session. A wrong hash is
 * tried once more, as the file may have been replaced, and then kept aside.
 * @throws Problem: of the network, `corrupted`, `disk_full`, `locked` where another window downloads it, `cancelled`;
 * what came stays, to go on with
 */
export async function downloadFile(request: FileRequest, deps: DownloadDeps): Promise<DownloadedPart> {
  await mkdir(dirname(request.target), { recursive: true });
  return withFileLock(partPath(request.target), async () => {
    try {
      return await verified(request, deps);
    } catch (error) {
      throw request.signal?.aborted ? cancelled() : toProblem(error, basename(request.target));
    }
  });
}

async function verified(request: FileRequest, deps: DownloadDeps): Promise<DownloadedPart> {
  for (let isLast = false; ; isLast = true) {
    const part = await new Download(request, deps).run();
    const wrong = faultOf(part, request);
    await removeNotes(request.target);
    if (!wrong) return { ...part, isVerified: request.sha256 !== undefined };
    if (!isLast) {
      await rm(part.path, { force: true });
      continue;
    }
    await rename(part.path, `${request.target}.wrong`);
    throw wrong;
  }
}

/** Why a whole file is not the one that was asked for. */
function faultOf(
  part: Omit<DownloadedPart, 'isVerified'>,
  { bytes, sha256, target }: FileRequest,
): Problem | undefined {
  const name = basename(target);
  const aside = l10n.t('It was kept as {0} to be looked at.', `${name}.wrong`);
  if (sha256 !== undefined && part.sha256 !== sha256)
    return new Problem('corrupted', l10n.t('{0} is not the file that it should be: its SHA-256 is another one.', name), aside); // prettier-ignore
  if (sha256 === undefined && bytes !== undefined && part.bytes !== bytes)
    return new Problem('corrupted', l10n.t('{0} is not the file that it should be: its size is another one.', name), aside); // prettier-ignore
  return undefined;
}

/** One file, from its first try to its last. */
class Download {
  private notes: PartNotes | undefined;
  /** Bytes that are in the part, and in the hash. */
  private have = 0;
  private hash: Hash = createHash('sha256');
  /** The most bytes that ever were there: a server that starts over each time does not get on. */
  private furthest = 0;
  private wrongRanges = 0;
  private idleTries = 0;
  private timeouts = 0;

  constructor(
    private readonly request: FileRequest,
    private readonly deps: DownloadDeps,
  ) {}

  async run(): Promise<Omit<DownloadedPart, 'isVerified'>> {
    const { target, key } = this.request;
    const known = await readPart(target, key);
    const path = partPath(target);
    const file = await open(path, known ? 'r+' : 'w+');
    try {
      if (known) await this.takeOver(file, known.notes, known.bytes);
      await pRetry(() => this.try(file), {
        retries: Infinity,
        minTimeout: 0,
        shouldRetry: ({ error }) => this.waitFor(error),
      });
      await file.sync();
      return { path, bytes: this.have, sha256: this.hash.digest('hex') };
    } finally {
      await file.close();
    }
  }

  /** What is there was written by another process: its hash has to be found again. */
  private async takeOver(file: FileHandle, notes: PartNotes, bytes: number): Promise<void> {
    const { signal } = this.request;
    this.notes = notes;
    const stream = file.createReadStream({
      start: 0,
      end: bytes - 1,
      autoClose: false,
      highWaterMark: 2 ** 20,
    });
    if (bytes > 0)
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        signal?.throwIfAborted();
        this.hash.update(chunk);
      }
    this.have = this.furthest = bytes;
  }

  private try(file: FileHandle): Promise<void> {
    const { deps, request } = this;
    return deps.rate.run(async () => {
      const { target, signal, bytes } = request;
      if (bytes !== undefined) await requireRoom(target, Math.max(0, bytes - this.have), deps.reserve());
      if (this.have > 0 && this.have === this.notes?.length) return;
      const validator = this.notes && validatorOf(this.notes);
      const isFurther = this.have > 0 && validator !== undefined;
      const headers = {
        // Bytes that are packed on the way cannot be continued.
        'accept-encoding': 'identity',
        ...(isFurther && { range: `bytes=${this.have}-`, 'if-range': validator }),
      };
      const answer = await deps.http.open(
        { url: request.url, label: request.key, headers, signal },
        deps.policy,
      );
      try {
        await this.take(answer, file, isFurther ? this.have : 0);
      } finally {
        answer.body.cancel();
      }
      deps.rate.succeeded();
    }, request.signal);
  }

  private async take(answer: OpenAnswer, file: FileHandle, asked: number): Promise<void> {
    const { deps, request } = this;
    // What is there is longer than the file is now, or the end of it was reached already.
    if (answer.status === 416 && asked > 0) return this.startOver(file);
    const refusal = await deps.refusal(answer);
    if (refusal) throw refusal;
    const placement = placementOf(answer, asked, this.notes);
    if (!placement) {
      await this.reset(file);
      if (++this.wrongRanges > MOST_WRONG_RANGES) throw wrongRange(answer.url.host, false);
      throw wrongRange(answer.url.host, true);
    }
    if (placement.from === 0 && this.have > 0) await this.reset(file);
    const [etag, lastModified] = [headerOf(answer, 'etag'), headerOf(answer, 'last-modified')];
    this.notes = { key: request.key, etag, lastModified, length: placement.length };
    // A small one is faster to download again than to note safely.
    if ((placement.length ?? Infinity) > SMALL_BYTES) await writeNotes(request.target, this.notes);
    if (placement.length !== undefined && request.bytes === undefined)
      await requireRoom(request.target, placement.length - placement.from, deps.reserve());
    const total = placement.length ?? request.bytes;
    await receive(answer, {
      file,
      hash: this.hash,
      placement,
      onBytes: (bytes) => {
        this.have = bytes;
        if (bytes > this.furthest) {
          if (this.idleTries > 0) request.onWait?.(undefined);
          this.idleTries = this.timeouts = 0;
          this.furthest = bytes;
        }
        request.onProgress?.(bytes, total);
      },
      pace: (bytes) => deps.byteRate.take(bytes, request.signal),
    });
  }

  private async startOver(file: FileHandle): Promise<never> {
    await this.reset(file);
    throw wrongRange('', ++this.wrongRanges <= MOST_WRONG_RANGES);
  }

  private async reset(file: FileHandle): Promise<void> {
    await file.truncate(0);
    this.have = 0;
    this.hash = createHash('sha256');
    this.notes = undefined;
    await removeNotes(this.request.target);
  }

  /** Waits before the next try. @returns whether there is to be one */
  private async waitFor(error: unknown): Promise<boolean> {
    const { deps, request } = this;
    if (request.signal?.aborted || !(error instanceof TransientProblem)) return false;
    if (isOverload(error)) deps.rate.troubled();
    this.idleTries++;
    if (error.code === 'timeout') this.timeouts++;
    if (this.idleTries >= MOST_IDLE_TRIES || this.timeouts >= MOST_TIMEOUTS) return false;
    request.onWait?.(error);
    const longest = Math.min(FIRST_WAIT_MS * 2 ** (this.idleTries - 1), LONGEST_WAIT_MS);
    await deps.sleep(error.waitMs ?? longest * (1 - Math.random() / 2), request.signal);
    return true;
  }
}

/** @param isPassing it is worth another try */
function wrongRange(host: string, isPassing: boolean): Problem {
  const message = l10n.t('{0} sent another part of the file than it was asked for.', host);
  return isPassing ? badAnswer(message) : new Problem('bad_answer', message, l10n.t('Try again later.'));
}
