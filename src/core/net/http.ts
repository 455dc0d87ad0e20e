import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import type { Log } from '../log';
import { isOverload, isUnreachable } from '../problem/codes';
import { Problem } from '../problem/problem';
import { headerOf, type Answer, type OpenAnswer } from './answer';
import { ByteStream } from './byteStream';
import {
  cancelled,
  forbiddenAddress,
  forbiddenRedirect,
  networkClosed,
  tooLarge,
  tooManyRedirects,
  type TransientProblem,
} from './failures';
import { LocalAddressError } from './guardedConnector';
import { isTimeout, networkFailure } from './networkFailure';
import type { Policy, SendPolicy, Timeouts } from './policy';
import { followRedirect, type Hop } from './redirect';
import { withRetries, type Sleep } from './retry';
import { authorizationFor } from './token';

/**
 * How requests are signed. Civitai redirects browsers to login pages instead of answering with an error, and regards a
 * client as a browser that has mozilla, chrome, safari, firefox, opera or edge in this text.
 */
export const USER_AGENT = 'diffusion-workbench';

const MAX_REDIRECTS = 5;

/** One request. */
export interface HttpRequest {
  readonly url: URL;
  /** What the log calls it. */
  readonly label: string;
  /** Sent as JSON by POST; a GET without it. */
  readonly body?: unknown;
  /** Such as `accept` or `range`. They go along with every redirect, so that a token is never one of them. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** What requests need of the program. */
export interface HttpDeps {
  /** The way out; the caller closes it after `close`. */
  readonly dispatcher: () => Promise<Dispatcher>;
  /** Called for each request that leaves, redirects and repeated ones included. */
  readonly onRequest: () => void;
  readonly log: Log;
  readonly sleep?: Sleep;
}

/** Waits by the clock. */
export const realSleep: Sleep = async (ms, signal) => {
  await delay(ms, undefined, signal ? { signal } : {});
};

/** A signal that fires with another one, or after so many milliseconds. */
function withDeadline(outer: AbortSignal, ms: number | undefined): AbortSignal {
  if (ms === undefined) return outer;
  const deadline = AbortSignal.timeout(ms);
  // Node 20 collects a timeout that only `AbortSignal.any` refers to, and its timer with it: a listener keeps both.
  deadline.addEventListener('abort', () => undefined, { once: true });
  return AbortSignal.any([outer, deadline]);
}

/** Sends requests through undici, each by a policy that holds for every redirect, too. */
export class Http {
  private readonly underWay = new Set<Promise<void>>();
  private readonly ending = new AbortController();
  private isClosed = false;

  constructor(private readonly deps: HttpDeps) {}

  /**
   * Sends one request, once, and follows its redirects.
   * @returns as soon as the status and the headers are there; the body is read, or cancelled, by the caller
   * @throws Problem of the network: offline, timeout, bad_answer, cancelled, bad_input, ended; so does the body
   */
  async open(request: HttpRequest, policy: Policy): Promise<OpenAnswer> {
    const opening = this.whileOpen(request.signal, (signal) => this.openOnce(request, policy, signal));
    this.keep(opening.then(({ body }) => body.closed));
    return opening;
  }

  /**
   * Sends a request when its turn comes and reads its whole answer; again, where that may help.
   * @param read what to make of the answer; a TransientProblem that it throws is worth another try
   * @throws Problem as `open` does, or bad_answer where the answer is larger than allowed
   */
  async send<T>(request: HttpRequest, policy: SendPolicy, read: (answer: Answer) => T): Promise<T> {
    const { log, sleep = realSleep } = this.deps;
    const onRetry = (problem: TransientProblem, waitMs: number): void =>
      log.warn(`${problem.message} Trying again in ${(waitMs / 1000).toFixed(1)} s.`);
    const sending = this.whileOpen(request.signal, (signal) =>
      policy.rate.run(
        () =>
          withRetries(() => this.sendOnce(request, policy, read, signal), {
            retries: policy.retries,
            sleep,
            signal,
            onRetry,
          }),
        signal,
      ),
    );
    this.keep(sending);
    return sending;
  }

  /** Refuses new requests and waits for those under way, with their retries and the bodies that are not yet read. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all(this.underWay);
  }

  /** Refuses new requests and cancels those under way. */
  async destroy(): Promise<void> {
    this.ending.abort(networkClosed());
    await this.close();
  }

  private async whileOpen<T>(
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (this.isClosed) throw networkClosed();
    const ending = this.ending.signal;
    try {
      return await work(AbortSignal.any(signal ? [signal, ending] : [ending]));
    } catch (error) {
      // The user did not cancel it.
      throw ending.aborted && signal?.aborted !== true ? networkClosed() : error;
    }
  }

  private keep(work: Promise<unknown>): void {
    const ended = work.then(
      () => undefined,
      () => undefined,
    );
    this.underWay.add(ended);
    void ended.then(() => this.underWay.delete(ended));
  }

  private async sendOnce<T>(
    request: HttpRequest,
    policy: SendPolicy,
    read: (answer: Answer) => T,
    signal: AbortSignal,
  ): Promise<T> {
    const { log } = this.deps;
    const started = performance.now();
    try {
      const answer = await readWhole(await this.openOnce(request, policy, signal), policy.maxBytes);
      log.debug(`${request.label}: ${answer.status} after ${Math.round(performance.now() - started)} ms`);
      const value = read(answer);
      policy.rate.succeeded();
      return value;
    } catch (error) {
      if (error instanceof Problem && isOverload(error)) policy.rate.troubled();
      if (error instanceof Problem && error.code !== 'cancelled') {
        // Who asked tells the user that nothing can be reached, once for all that was asked.
        log[isUnreachable(error) ? 'info' : 'error'](`Request failed: ${error.message}`);
      }
      throw error;
    }
  }

  private async openOnce(request: HttpRequest, policy: Policy, outer: AbortSignal): Promise<OpenAnswer> {
    if (outer.aborted) throw cancelled();
    const { guard, timeouts } = policy;
    const signal = withDeadline(outer, timeouts.totalMs);
    policy.beforeRequest?.();
    let hop: Hop = {
      url: request.url,
      payload: request.body === undefined ? undefined : JSON.stringify(request.body),
      authorization: await authorizationFor(request.url, policy.token),
    };
    const dispatcher = await this.deps.dispatcher();
    let from: URL | undefined;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const { url } = hop;
      const isStorage =
        policy.mayLeadToNeighbours === true && from !== undefined && guard.isNeighbour(url, from);
      if (!guard.allows(url) && !isStorage) throw forbidden(from);
      const response = await this.sendHop(hop, request.headers, timeouts, dispatcher, signal).catch(
        (error: unknown) => {
          throw error instanceof LocalAddressError
            ? forbidden(from)
            : failure(error, url.host, 'head', signal);
        },
      );
      const head = { status: response.statusCode, url, headers: response.headers };
      const location = headerOf(head, 'location');
      if (head.status < 300 || head.status > 399 || location === undefined) {
        const toProblem = (error: unknown): Problem => failure(error, url.host, 'body', signal);
        return { ...head, body: new ByteStream(response.body, toProblem) };
      }
      await response.body.dump().catch(() => undefined);
      hop = followRedirect(hop, head.status, location);
      from = url;
      policy.beforeRequest?.();
    }
    throw tooManyRedirects(from ?? hop.url);
  }

  private async sendHop(
    { url, payload, authorization }: Hop,
    headers: HttpRequest['headers'],
    timeouts: Timeouts,
    dispatcher: Dispatcher,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const { request } = await import('undici');
    this.deps.onRequest();
    return request(url, {
      dispatcher,
      method: payload === undefined ? 'GET' : 'POST',
      headers: {
        ...headers,
        'user-agent': USER_AGENT,
        ...(payload !== undefined && { 'content-type': 'application/json' }),
        ...(authorization !== undefined && { authorization }),
      },
      body: payload ?? null,
      signal,
      headersTimeout: timeouts.headersMs,
      bodyTimeout: timeouts.idleMs,
    });
  }
}

async function readWhole(answer: OpenAnswer, maxBytes: number): Promise<Answer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body) {
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge(answer.url.host);
    chunks.push(chunk);
  }
  return { ...answer, body: Buffer.concat(chunks, length) };
}

/** @param from where the redirect came from; undefined for the first address */
function forbidden(from: URL | undefined): Problem {
  return from ? forbiddenRedirect(from) : forbiddenAddress();
}

function failure(error: unknown, host: string, phase: 'head' | 'body', signal: AbortSignal): Problem {
  if (error instanceof Problem) return error;
  if (signal.reason instanceof Problem) return signal.reason;
  return signal.aborted && !isTimeout(signal.reason) ? cancelled() : networkFailure(error, host, phase);
}
