import type { IncomingHttpHeaders } from 'node:http';
import type { ByteStream } from './byteStream';

/** The beginning of an answer, of any status but a redirect. */
export interface AnswerHead {
  readonly status: number;
  /** Where it came from, after all redirects. */
  readonly url: URL;
  /** All of them, by their names in lower case. */
  readonly headers: IncomingHttpHeaders;
}

/** An answer whose body is still to come. It is read, or cancelled: until then it keeps its connection. */
export interface OpenAnswer extends AnswerHead {
  readonly body: ByteStream;
}

/** A whole answer. */
export interface Answer extends AnswerHead {
  readonly body: Uint8Array;
}

/** The value of a header, the first one where it was sent more than once. */
export function headerOf({ headers }: AnswerHead, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** The media type in lower case, without parameters; empty where the server names none. */
export function mediaType(answer: AnswerHead): string {
  return (headerOf(answer, 'content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
