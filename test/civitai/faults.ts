import type { ServerResponse } from 'node:http';

/** The questions that the loopback Civitai can be told to answer badly. */
export type Route =
  | 'byHash'
  | 'byHashBatch'
  | 'byHashIds'
  | 'version'
  | 'model'
  | 'models'
  | 'me'
  | 'image'
  | 'images'
  | 'creators'
  | 'download'
  | 'store';

/** An answer in the place of the right one, or the right one changed. */
export type Fault =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body: string;
    }
  /** Says nothing at all. */
  | { readonly kind: 'silent' }
  /** Closes the connection before any answer. */
  | { readonly kind: 'hangUp' }
  /** Sends half of the right answer, then closes the connection. */
  | { readonly kind: 'cut' }
  /** Sends half of the right answer, then nothing more. */
  | { readonly kind: 'stall' }
  /** Sends the right answer in this many pieces, one each `everyMs`. */
  | { readonly kind: 'slow'; readonly pieces: number; readonly everyMs: number }
  /** Sends the right answer without saying how long it is, and without its end where told so. */
  | { readonly kind: 'chunked'; readonly isCut: boolean }
  /** Sends so many bytes of the right answer and nothing more, and says when they have left. */
  | { readonly kind: 'held'; readonly bytes: number; readonly onSent: () => void }
  /** Sends the right answer, but not before. */
  | { readonly kind: 'gated'; readonly opened: Promise<void> }
  /** Changes the JSON of the right answer. */
  | { readonly kind: 'change'; readonly change: (body: unknown) => unknown };

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Fault => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
});

const page = (status: number, title: string): Fault => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'text/html; charset=UTF-8' },
  body: `<!DOCTYPE html><html><head><title>${title}</title></head><body>${title}</body></html>`,
});

/** Every bad answer that Civitai is known to give. */
export const faults = {
  /** Too many requests; `retryAfter` in seconds or as an HTTP date. */
  tooMany: (retryAfter?: number | string): Fault =>
    json(
      429,
      { error: 'Too many requests' },
      retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` },
    ),
  deepPaging: (): Fault =>
    json(429, { error: "You've requested too many pages, please use cursors instead" }),
  unavailable: (retryAfter = 2): Fault =>
    json(503, { error: 'Service Unavailable' }, { 'retry-after': `${retryAfter}` }),
  serverError: (status = 500): Fault =>
    json(status, { message: 'An unexpected error occurred', error: 'boom' }),
  regionBlocked: (): Fault => json(451, { error: 'Not available in your region', code: 'REGION_BLOCKED' }),
  unauthorized: (): Fault => json(401, { error: 'Unauthorized' }),
  /** A 400 whose `error` is an object. */
  zodError: (): Fault => json(400, { error: { name: 'ZodError', message: '[]' } }),
  /** A JSON 404 that does not say that the model is missing. */
  otherNotFound: (): Fault => json(404, { error: 'File not found' }),
  /** The words of a miss, but from who knows whom. */
  plainMiss: (): Fault => ({
    kind: 'answer',
    status: 404,
    headers: { 'content-type': 'text/plain' },
    body: '{"error":"Model not found"}',
  }),
  htmlNotFound: (): Fault => page(404, '404: This page could not be found'),
  maintenance: (): Fault => page(200, 'Civitai is under maintenance'),
  challenge: (): Fault => page(403, 'Just a moment...'),
  notJson: (): Fault => ({ ...json(200, null), kind: 'answer', status: 200, body: '{"id": 1,' }),
  silent: (): Fault => ({ kind: 'silent' }),
  hangUp: (): Fault => ({ kind: 'hangUp' }),
  cut: (): Fault => ({ kind: 'cut' }),
  stall: (): Fault => ({ kind: 'stall' }),
  slow: (pieces: number, everyMs: number): Fault => ({ kind: 'slow', pieces, everyMs }),
  chunked: (isCut = false): Fault => ({ kind: 'chunked', isCut }),
  held: (bytes: number, onSent: () => void): Fault => ({ kind: 'held', bytes, onSent }),
  gated: (opened: Promise<void>): Fault => ({ kind: 'gated', opened }),
  redirect: (to: string, status = 307): Fault => ({
    kind: 'answer',
    status,
    headers: { location: to },
    body: '',
  }),
  /** Puts a null between the entries of an array. */
  nullEntries: (): Fault => ({
    kind: 'change',
    change: (body) => (Array.isArray(body) ? [null, ...(body as unknown[]), null] : body),
  }),
  /** Leaves fields out of an object, or out of each object of an array. */
  without: (...keys: string[]): Fault => ({
    kind: 'change',
    change: (body) => (Array.isArray(body) ? body.map((one) => omit(one, keys)) : omit(body, keys)),
  }),
  change: (change: (body: unknown) => unknown): Fault => ({ kind: 'change', change }),
} as const;

function omit(value: unknown, keys: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

/** An answer that is right. */
export interface RightAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** Sends an answer, spoilt by the fault where there is one. */
export function send(response: ServerResponse, right: RightAnswer, fault: Fault | undefined): void {
  switch (fault?.kind) {
    case undefined:
      response
        .writeHead(right.status, { ...right.headers, 'content-length': right.body.length })
        .end(right.body);
      return;
    case 'answer':
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    case 'silent':
      return;
    case 'hangUp':
      response.destroy();
      return;
    case 'cut':
    case 'stall':
      response.writeHead(right.status, { ...right.headers, 'content-length': right.body.length });
      response.write(right.body.subarray(0, Math.ceil(right.body.length / 2)), () => {
        if (fault.kind === 'cut') response.destroy();
      });
      return;
    case 'held':
      response.writeHead(right.status, { ...right.headers, 'content-length': right.body.length });
      response.write(right.body.subarray(0, fault.bytes), fault.onSent);
      return;
    case 'gated':
      void fault.opened.then(() => send(response, right, undefined));
      return;
    case 'slow':
      response.writeHead(right.status, { ...right.headers, 'content-length': right.body.length });
      drip(response, right.body, Math.ceil(right.body.length / fault.pieces), fault.everyMs);
      return;
    case 'chunked':
      response.writeHead(right.status, right.headers);
      response.write(right.body, () => {
        if (fault.isCut) response.destroy();
        else response.end();
      });
      return;
    case 'change': {
      const body = fault.change(JSON.parse(Buffer.from(right.body).toString()) as unknown);
      response.writeHead(right.status, right.headers).end(JSON.stringify(body));
    }
  }
}

function drip(response: ServerResponse, body: Uint8Array, size: number, everyMs: number): void {
  let sent = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + size));
    sent += size;
    if (sent < body.length) return;
    clearInterval(timer);
    response.end();
  }, everyMs);
  response.once('close', () => clearInterval(timer));
}
