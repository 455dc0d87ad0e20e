import type { ProblemCode } from '../problem/codes';
import { Problem } from '../problem/problem';

/** A failure that may go away by itself, so that the same request is worth another try. */
export class PassingProblem extends Problem {
  constructor(
    code: ProblemCode,
    message: string,
    advice: string,
    /** The wait that the server asked for, milliseconds; absent where it did not say. */
    readonly waitMs?: number,
    options?: ErrorOptions,
  ) {
    super(code, message, advice, options);
  }
}

const TRY_LATER = 'Try again later.';

export const requestsOff = (): Problem =>
  new Problem(
    'requests_off',
    'Requests to Civitai are turned off.',
    'Turn on the setting diffusionWorkbench.civitai.enabled to ask Civitai.',
  );

export const cancelled = (): Problem =>
  new Problem('cancelled', 'Cancelled.', 'Start it again to do the rest.');

export const insecureToken = (): Problem =>
  new Problem(
    'bad_input',
    'The API token is not sent over plain http.',
    'Use an address that begins with https://, or remove the token.',
  );

export const badAddress = (): Problem =>
  new Problem('bad_input', 'This is not an address of the web.', 'Use an address that begins with https://.');

export const invalidToken = (): Problem =>
  new Problem('invalid_token', 'Invalid API key.', 'Set a valid Civitai API token, or remove it.');

export const regionBlocked = (host: string): Problem =>
  new Problem(
    'region_blocked',
    `${host} does not serve your region.`,
    'Everything but Civitai works as before.',
  );

export const tooLarge = (host: string): Problem =>
  new Problem('bad_answer', `The answer of ${host} is larger than it may be.`, TRY_LATER);

export const quotaReached = (host: string): Problem =>
  new Problem(
    'rate_limited',
    `${host} refuses more requests of this kind.`,
    'Wait some hours before the next try.',
  );

export const tooManyRequests = (host: string, waitMs: number): Problem =>
  new PassingProblem(
    'rate_limited',
    `${host} asks for fewer requests.`,
    'Wait some minutes, then try again.',
    waitMs,
  );

export const serverError = (host: string, status: number, waitMs?: number): Problem =>
  new PassingProblem(
    'server_error',
    `${host} has a problem of its own (status ${status}).`,
    TRY_LATER,
    waitMs,
  );

export const refused = (host: string, status: number): Problem =>
  new Problem(
    'bad_answer',
    `${host} refused the request (status ${status}).`,
    'Check the base URL and the log.',
  );

export const notFound = (host: string): Problem =>
  new Problem('not_found', `${host} does not have this.`, 'It may have been removed.');

/** What came is not what the API sends: an HTML page, half a body, another shape. */
export const badAnswer = (host: string, what: string, options?: ErrorOptions): Problem =>
  new PassingProblem('bad_answer', `${host} sent ${what}.`, TRY_LATER, undefined, options);

/** The codes of Node and undici that mean that the host cannot be reached at all: asking again at once is in vain. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
]);
const TIMED_OUT = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
]);

/** What a failed connection, request or body means. `phase` is `body` once the status has arrived. */
export function networkFailure(error: unknown, host: string, phase: 'head' | 'body'): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const options = { cause: error };
  if (TIMED_OUT.has(code) || (error instanceof Error && error.name === 'TimeoutError')) {
    return new PassingProblem('timeout', `${host} does not answer in time.`, TRY_LATER, undefined, options);
  }
  if (UNREACHABLE.has(code)) {
    return new Problem(
      'offline',
      `${host} cannot be reached.`,
      'Check the network and the proxy settings; everything that needs no network works as before.',
      options,
    );
  }
  if (code.includes('CERT') || code.startsWith('ERR_TLS')) {
    return new Problem(
      'offline',
      `The certificate of ${host} is not trusted.`,
      'Check the clock, the proxy and its certificates.',
      options,
    );
  }
  if (phase === 'body') return badAnswer(host, 'half an answer', options);
  return new PassingProblem(
    'offline',
    `The connection to ${host} broke.`,
    'Check the network and the proxy settings.',
    undefined,
    options,
  );
}
