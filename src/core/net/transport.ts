import type { Dispatcher } from 'undici';
import { Problem } from '../problem/problem';
import { badAddress, badAnswer, cancelled, insecureToken, networkFailure, tooLarge } from './failures';

/**
 * How requests are signed. Civitai redirects browsers to login pages instead of answering with an error, and
 * takes for a browser whoever has mozilla, chrome, safari, firefox, opera or edge in this text.
 */
export const USER_AGENT = 'diffusion-workbench';

const MAX_REDIRECTS = 5;

/** How long to wait, milliseconds. */
export interface Timeouts {
  /** From sending to the status line. */
  readonly headersMs: number;
  /** Between two pieces of the body. */
  readonly idleMs: number;
  /** For one request in all, so that a server that drips cannot hold it. */
  readonly totalMs: number;
}

/** One request. */
export interface Outgoing {
  readonly url: URL;
  /** Sent as JSON by POST; a GET without it. */
  readonly body?: unknown;
  readonly accept: string;
  /** Sent to the origin of `url` only. */
  readonly token?: string | undefined;
  readonly maxBytes: number;
  readonly timeouts: Timeouts;
  readonly signal?: AbortSignal | undefined;
}

/** A whole answer of any status but a redirect. */
export interface Answer {
  readonly host: string;
  readonly status: number;
  /** Lower case, without parameters; empty where the server names none. */
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  readonly body: Uint8Array;
}

/** Sends requests through undici and counts what leaves. */
export class Transport {
  private sent = 0;

  constructor(private readonly dispatcher: () => Promise<Dispatcher>) {}

  /** How many requests have left, redirects followed included. */
  get requestCount(): number {
    return this.sent;
  }

  /**
   * Sends one request and follows its redirects; the token goes no further than the first origin.
   * @throws Problem of the network: offline, timeout, bad_answer (cut, too large), cancelled, bad_input
   */
  async send(outgoing: Outgoing): Promise<Answer> {
    const { token, timeouts } = outgoing;
    if (outgoing.signal?.aborted) throw cancelled();
    if (token !== undefined && !mayCarryToken(outgoing.url)) throw insecureToken();
    const deadline = AbortSignal.timeout(timeouts.totalMs);
    const signal = outgoing.signal ? AbortSignal.any([outgoing.signal, deadline]) : deadline;

    let { url } = outgoing;
    let payload = outgoing.body === undefined ? undefined : JSON.stringify(outgoing.body);
    let authorization = token === undefined ? undefined : `Bearer ${token}`;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const response = await this.request(url, payload, authorization, { ...outgoing, signal });
      const { statusCode: status, headers } = response;
      const location = single(headers.location);
      if (status < 300 || status > 399 || location === undefined) {
        return {
          host: url.host,
          status,
          contentType: (single(headers['content-type']) ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '',
          retryAfter: single(headers['retry-after']),
          body: await readBody(response, url.host, outgoing),
        };
      }
      await response.body.dump().catch(() => undefined);
      const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
      if (!next || !isWeb(next)) throw badAnswer(url.host, 'a redirect that leads nowhere');
      if (next.origin !== url.origin) authorization = undefined;
      if (status !== 307 && status !== 308) payload = undefined;
      url = next;
    }
    throw badAnswer(url.host, 'too many redirects');
  }

  private async request(
    url: URL,
    payload: string | undefined,
    authorization: string | undefined,
    { accept, timeouts, signal }: Outgoing & { readonly signal: AbortSignal },
  ): Promise<Dispatcher.ResponseData> {
    const { request } = await import('undici');
    const dispatcher = await this.dispatcher();
    this.sent++;
    try {
      return await request(url, {
        dispatcher,
        method: payload === undefined ? 'GET' : 'POST',
        headers: {
          accept,
          'user-agent': USER_AGENT,
          ...(payload !== undefined && { 'content-type': 'application/json' }),
          ...(authorization !== undefined && { authorization }),
        },
        body: payload ?? null,
        signal,
        headersTimeout: timeouts.headersMs,
        bodyTimeout: timeouts.idleMs,
      });
    } catch (error) {
      throw failure(error, url.host, 'head', signal);
    }
  }
}

/** The address in a text, http or https only. */
export function webUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !isWeb(url)) throw badAddress();
  return url;
}

function isWeb(url: URL): boolean {
  return url.protocol === 'https:' || url.protocol === 'http:';
}

function mayCarryToken(url: URL): boolean {
  return url.protocol === 'https:' || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
}

async function readBody(
  response: Dispatcher.ResponseData,
  host: string,
  { maxBytes, signal }: Outgoing,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      length += chunk.byteLength;
      if (length > maxBytes) throw tooLarge(host);
      chunks.push(chunk);
    }
  } catch (error) {
    throw failure(error, host, 'body', signal);
  }
  return Buffer.concat(chunks, length);
}

function failure(
  error: unknown,
  host: string,
  phase: 'head' | 'body',
  signal: AbortSignal | undefined,
): Problem {
  if (error instanceof Problem) return error;
  const byPerson = signal?.aborted === true && !isTimeout(signal.reason);
  return byPerson ? cancelled() : networkFailure(error, host, phase);
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
