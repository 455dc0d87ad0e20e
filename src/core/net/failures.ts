import type { ProblemCode } from '../problem/codes';
import { Problem } from '../problem/problem';

/** A failure that may go away by itself, so that the same request is worth another try: no code alone says so. */
export class TransientProblem extends Problem {
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

export const cancelled = (): Problem =>
  new Problem('cancelled', 'Cancelled.', 'Start it again to do the rest.');

/** The network was closed before the request was made. */
export const networkClosed = (): Problem =>
  new Problem('ended', 'The settings of the network have changed.', 'Start it again.');

export const insecureToken = (): Problem =>
  new Problem(
    'bad_input',
    'The API token is not sent over plain http.',
    'Use an address that begins with https://, or remove the token.',
  );

export const badAddress = (): Problem =>
  new Problem('bad_input', 'This is not an address of the web.', 'Use an address that begins with https://.');

export const forbiddenAddress = (): Problem =>
  new Problem(
    'bad_input',
    'This address is not asked: it is in the local network, or does not begin with https://.',
    'Use an address of the internet that begins with https://.',
  );

export const forbiddenRedirect = (host: string): Problem =>
  new Problem(
    'bad_answer',
    `${host} redirects into the local network, or to an address that does not begin with https://.`,
    'Check the base URL, the network and the proxy settings.',
  );

export const tooLarge = (host: string): Problem =>
  new Problem('bad_answer', `The answer of ${host} is larger than it may be.`, TRY_LATER);

export const tooManyRequests = (host: string, waitMs: number): Problem =>
  new TransientProblem(
    'rate_limited',
    `${host} asks for fewer requests.`,
    'Wait some minutes, then try again.',
    waitMs,
  );

export const serverError = (host: string, status: number, waitMs?: number): Problem =>
  new TransientProblem(
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

/** What came is not what was asked for: an HTML page, half a body, another shape. */
export const badAnswer = (host: string, what: string, options?: ErrorOptions): Problem =>
  new TransientProblem('bad_answer', `${host} sent ${what}.`, TRY_LATER, undefined, options);

export const timedOut = (host: string, cause: unknown): Problem =>
  new TransientProblem('timeout', `${host} does not answer in time.`, TRY_LATER, undefined, { cause });

export const unreachable = (host: string, cause: unknown): Problem =>
  new Problem(
    'offline',
    `${host} cannot be reached.`,
    'Check the network and the proxy settings; everything that needs no network works as before.',
    { cause },
  );

export const untrustedCertificate = (host: string, cause: unknown): Problem =>
  new Problem(
    'offline',
    `The certificate of ${host} is not trusted.`,
    'Check the clock, the proxy and its certificates.',
    { cause },
  );

export const brokenConnection = (host: string, cause: unknown): Problem =>
  new TransientProblem(
    'offline',
    `The connection to ${host} broke.`,
    'Check the network and the proxy settings.',
    undefined,
    { cause },
  );
