import { headerOf, mediaType, type Answer } from '../net/answer';
import { halfAnswer, notFound, refused, serverError, tooManyRequests } from '../net/failures';
import type { Problem } from '../problem/problem';
import { invalidToken, quotaReached, regionBlocked, tooDeep, webPage } from './failures';

/** Without `Retry-After`, a 429 is waited out for a minute (S1-45). */
const WAIT_429_MS = 60_000;
/** The longest wait that a server may ask for. */
const LONGEST_WAIT_MS = 300_000;

/** The beginnings of `error` in a JSON 404 that mean that Civitai really does not have it. */
const MISS = /^(?:model not found|missing model file|no model (?:version )?with id)/i;
/** What a 429 says that no waiting helps: paging too deep. */
const TOO_DEEP = /\bpag(?:e|es|ing|ination)\b|\bcursor/i;
/** What it says where the user has downloaded too much. */
const TOO_MANY_DOWNLOADS = /unusual amount/i;

/**
 * The JSON of an answer of the API.
 * @returns undefined when Civitai says that it does not have what was asked for
 * @throws Problem for anything that is neither a JSON 200 nor such a miss
 */
export function readJsonAnswer(answer: Answer): { readonly value: unknown } | undefined {
  if (answer.status >= 200 && answer.status <= 299) {
    const value = jsonOf(answer);
    if (value === undefined) {
      throw isWebPage(answer) ? webPage(answer.url.host) : halfAnswer(answer.url.host);
    }
    return { value };
  }
  if (answer.status === 404 && MISS.test(errorText(answer))) return undefined;
  throw statusFailure(answer);
}

/** The bytes of a picture; throws a Problem where the answer is none. */
export function readPictureAnswer(answer: Answer): Uint8Array {
  if (answer.status < 200 || answer.status > 299) throw pictureFailure(answer);
  if (isWebPage(answer)) throw webPage(answer.url.host);
  return answer.body;
}

/** The problem of a failed request for a picture, which has neither a token nor JSON. */
function pictureFailure(answer: Answer): Problem {
  const { host } = answer.url;
  if (answer.status === 404 || answer.status === 410) return notFound(host);
  return answer.status === 401 ? refused(host, 401) : statusFailure(answer);
}

function isWebPage(answer: Answer): boolean {
  return mediaType(answer).includes('html');
}

/**
 * The problem that a status means, where it is no answer.
 * @param options.wait429Ms how long a 429 without `Retry-After` is waited out; undefined: as other failures are
 */
export function statusFailure(
  answer: Answer,
  { wait429Ms }: { readonly wait429Ms: number | undefined } = { wait429Ms: WAIT_429_MS },
): Problem {
  const { status } = answer;
  const { host } = answer.url;
  const asked = waitAsked(headerOf(answer, 'retry-after'));
  if (status === 401) return invalidToken();
  if (status === 429) {
    const words = errorText(answer);
    if (TOO_MANY_DOWNLOADS.test(words)) return quotaReached(host);
    if (asked === undefined && TOO_DEEP.test(words)) return tooDeep(host);
    return tooManyRequests(host, asked ?? wait429Ms);
  }
  if (status === 451) return regionBlocked(host);
  if (status === 408 || status >= 500) return serverError(host, status, asked);
  if (status === 404 && jsonOf(answer) !== undefined) return notFound(host);
  return refused(host, status);
}

/** Milliseconds that a `Retry-After` asks for: seconds or a date. */
function waitAsked(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_WAIT_MS);
}

/** The parsed body; undefined when it is not JSON by its type or by its text. */
export function jsonOf(answer: Answer): unknown {
  if (!mediaType(answer).includes('json') || hasTooManyValues(answer.body)) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(answer.body)) as unknown;
  } catch {
    return undefined;
  }
}

/** Values of one answer: the largest real ones have some hundred thousand, and more would fill the memory. */
const MOST_VALUES = 2_000_000;
const [COMMA, BRACE, BRACKET] = [0x2c, 0x7b, 0x5b];

/** By the signs that stand before values; those in texts count, too, which is cheaper than to tell them apart. */
function hasTooManyValues(body: Uint8Array): boolean {
  let values = 0;
  for (const byte of body) if (byte === COMMA || byte === BRACE || byte === BRACKET) values++;
  return values > MOST_VALUES;
}

/** The words of an error: `{error: string}`, `{error: {message}}` or `{message}`; empty where there are none. */
export function errorText(answer: Answer): string {
  const { error, message } = asRecord(jsonOf(answer));
  const words = typeof error === 'object' ? asRecord(error).message : (error ?? message);
  return typeof words === 'string' ? words : '';
}

function asRecord(value: unknown): Partial<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? value : {};
}
