import { headerOf, type OpenAnswer } from '../answer';
import { validatorOf, type PartNotes } from './partFile';

/** Where the bytes of an answer belong. */
export interface Placement {
  /** The first byte that comes. */
  readonly from: number;
  /** Bytes of the whole file, where the server says it. */
  readonly length?: number;
}

/** The headers that ask for the bytes from one on, and only of the file of which there are some (RFC 9110, 13.1.5). */
export function rangeHeaders(from: number, notes: PartNotes): Record<string, string> {
  const validator = validatorOf(notes);
  return from > 0 && validator !== undefined ? { range: `bytes=${from}-`, 'if-range': validator } : {};
}

/**
 * Where the bytes of an answer belong, when it was asked from byte `asked` on.
 * @returns undefined where they cannot be used: another part than asked for, or one of another file
 */
export function placementOf(answer: OpenAnswer, asked: number, known: PartNotes): Placement | undefined {
  if (answer.status === 200) {
    const length = bytesSaid(headerOf(answer, 'content-length'));
    return { from: 0, ...(length !== undefined && { length }) };
  }
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headerOf(answer, 'content-range') ?? '');
  if (answer.status !== 206 || !range || isOfAnother(answer, known)) return undefined;
  const [from, last, total] = [Number(range[1]), Number(range[2]), bytesSaid(range[3])];
  if (from !== asked) return undefined;
  if (known.length !== undefined && total !== undefined && total !== known.length) return undefined;
  const length = total ?? known.length;
  if (length !== undefined && last >= length) return undefined;
  return { from, ...(length !== undefined && { length }) };
}

/** What a 416 says of the length of the whole file (RFC 9110, 14.4). */
export function wholeLength(answer: OpenAnswer): number | undefined {
  return bytesSaid(/^bytes \*\/(\d+)$/.exec(headerOf(answer, 'content-range') ?? '')?.[1]);
}

/** Whether a server that ignores `If-Range` tells by its validators that the file is another one now. */
function isOfAnother(answer: OpenAnswer, { etag, lastModified }: PartNotes): boolean {
  const differs = (header: string, known: string | undefined) => {
    const now = headerOf(answer, header);
    return known !== undefined && now !== undefined && now !== known;
  };
  // The date may be that of a copy on another machine, which has the same bytes by its ETag.
  return etag !== undefined ? differs('etag', etag) : differs('last-modified', lastModified);
}

function bytesSaid(text: string | undefined): number | undefined {
  const bytes = /^\d+$/.test(text ?? '') ? Number(text) : NaN;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
