import type { Problem } from '../problem/problem';
import {
  halfAnswer,
  brokenConnection,
  notSecure,
  timedOut,
  unreachable,
  untrustedCertificate,
} from './failures';

/** The codes of Node and undici that mean that the host cannot be reached at all: asking again at once is in vain. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
]);
const TIMED_OUT: ReadonlySet<string> = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
]);

/** What a failed connection, request or body means. `phase` is `body` once the status has arrived. */
export function networkFailure(error: unknown, host: string, phase: 'head' | 'body'): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (TIMED_OUT.has(code) || isTimeout(error)) return timedOut(host, error);
  if (UNREACHABLE.has(code)) return unreachable(host, error);
  if (code.includes('CERT') || code.startsWith('ERR_TLS')) return untrustedCertificate(host, error);
  // Both sides speak, but not TLS, or not the same.
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') return notSecure(host, error);
  if (phase === 'body') return halfAnswer(host, { cause: error });
  return brokenConnection(host, error);
}

/** Whether this is how `AbortSignal.timeout` ends something. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}
