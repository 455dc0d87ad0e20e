import * as l10n from '@vscode/l10n';
import type { ProblemCode } from '../problem/codes';
import { Problem } from '../problem/problem';
import { addressText } from './addressText';

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

const tryLater = (): string => l10n.t('Try again later.');

export const cancelled = (): Problem =>
  new Problem('cancelled', l10n.t('Cancelled.'), l10n.t('Start it again to do the rest.'));

/** The network was closed before the request was made. */
export const networkClosed = (): Problem =>
  new Problem('ended', l10n.t('The settings of the network have changed.'), l10n.t('Start it again.'));

export const insecureToken = (): Problem =>
  new Problem(
    'bad_input',
    l10n.t('The API token is not sent over plain http.'),
    l10n.t('Use an address that begins with https://, or remove the token.'),
  );

export const badAddress = (): Problem =>
  new Problem(
    'bad_input',
    l10n.t('This is not an address of the web.'),
    l10n.t('Use an address that begins with https://.'),
  );

export const forbiddenAddress = (): Problem =>
  new Problem(
    'bad_input',
    l10n.t('This address is not asked: it is in the local network, or does not begin with https://.'),
    l10n.t('Use an address of the internet that begins with https://.'),
  );

const checkNetwork = (): string => l10n.t('Check the base URL, the network and the proxy settings.');

/** @param from where it was redirected from */
export const forbiddenRedirect = (from: URL): Problem =>
  new Problem(
    'bad_answer',
    l10n.t('{0} redirects into the local network, or to an address that does not begin with https://.', addressText(from)), // prettier-ignore
    checkNetwork(),
  );

/** A redirect that would lead to the same end when it is followed again. @param from where it was redirected from */
export const deadRedirect = (from: URL): Problem =>
  new Problem(
    'bad_answer',
    l10n.t('{0} sent a redirect that leads nowhere.', addressText(from)),
    checkNetwork(),
  );

/** @param from the last of them */
export const tooManyRedirects = (from: URL): Problem =>
  new Problem('bad_answer', l10n.t('{0} sent too many redirects.', addressText(from)), checkNetwork());

export const tooLarge = (host: string): Problem =>
  new Problem('bad_answer', l10n.t('The answer of {0} is larger than it may be.', host), tryLater());

/** @param waitMs what the server asked for, or is known to want; undefined: as long as tries that fail usually wait */
export const tooManyRequests = (host: string, waitMs: number | undefined): Problem =>
  new TransientProblem(
    'rate_limited',
    l10n.t('{0} asks for fewer requests.', host),
    l10n.t('Wait some minutes, then try again.'),
    waitMs,
  );

export const serverError = (host: string, status: number, waitMs?: number): Problem =>
  new TransientProblem(
    'server_error',
    l10n.t('{0} has a problem of its own (status {1}).', host, status),
    tryLater(),
    waitMs,
  );

export const refused = (host: string, status: number): Problem =>
  new Problem(
    'bad_answer',
    l10n.t('{0} refused the request (status {1}).', host, status),
    l10n.t('Check the base URL and the log.'),
  );

export const notFound = (host: string): Problem =>
  new Problem('not_found', l10n.t('{0} does not have this.', host), l10n.t('It may have been removed.'));

/**
 * What came is not what was asked for: an HTML page, half a body, another shape.
 * @param message says who sent what
 */
export const badAnswer = (message: string, options?: ErrorOptions): Problem =>
  new TransientProblem('bad_answer', message, tryLater(), undefined, options);

export const halfAnswer = (host: string, options?: ErrorOptions): Problem =>
  badAnswer(l10n.t('{0} sent half an answer.', host), options);

export const timedOut = (host: string, cause: unknown): Problem =>
  new TransientProblem('timeout', l10n.t('{0} does not answer in time.', host), tryLater(), undefined, {
    cause,
  });

export const unreachable = (host: string, cause: unknown): Problem =>
  new Problem(
    'offline',
    l10n.t('{0} cannot be reached.', host),
    l10n.t('Check the network and the proxy settings; everything that needs no network works as before.'),
    { cause },
  );

export const untrustedCertificate = (host: string, cause: unknown): Problem =>
  new Problem(
    'offline',
    l10n.t('The certificate of {0} is not trusted.', host),
    l10n.t('Check the clock, the proxy and its certificates.'),
    { cause },
  );

export const notSecure = (host: string, cause: unknown): Problem =>
  new Problem(
    'offline',
    l10n.t('No secure connection to {0} can be made.', host),
    l10n.t('Check the address and the proxy settings.'),
    { cause },
  );

export const brokenConnection = (host: string, cause: unknown): Problem =>
  new TransientProblem(
    'offline',
    l10n.t('The connection to {0} broke.', host),
    l10n.t('Check the network and the proxy settings.'),
    undefined,
    { cause },
  );
