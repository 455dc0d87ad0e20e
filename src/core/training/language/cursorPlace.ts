/** Where in a training file a position is. */
export interface CursorPlace {
  readonly part: 'header' | 'key' | 'value';
  /** Of a key: the table that it is in. Of a value: the value itself. Lists and `[[tables]]` count from 0. */
  readonly path: readonly (string | number)[];
  /** A key at the start of a line, where a `[table]` could begin as well. */
  readonly top: boolean;
  /** Inside of a text in quotes. */
  readonly quoted: boolean;
  /** The offsets of the word, or of the text between quotes, that the position is in. */
  readonly start: number;
  readonly end: number;
}

interface Frame {
  readonly kind: 'top' | 'table' | 'list';
  path: readonly (string | number)[];
  /** What comes next; `between`: nothing that can be completed. */
  next: 'key' | 'value' | 'between';
  /** The parts of the key so far. */
  names: string[];
  index: number;
}

/** No training file is larger, or nested deeper. */
const MOST_CHARACTERS = 100_000;
const DEEPEST = 20;

const HEADER = /\[\[?[^[\]\n#]*\]{0,2}/y;
const WORD = /[\w-]+/y;
const BARE = /[^\s,[\]{}#"'=]+/y;
const TEXT = /"(?:[^"\\\r\n]|\\.)*|'[^'\r\n]*/y;
/** A line that begins anew though a list before it was not closed. */
const ANEW = /[^\S\n]*(?:[A-Za-z_][\w-]*[^\S\n]*=|\[\[?[A-Za-z_][\w.-]*\]\]?[^\S\n]*(?:[#\r\n]|$))/y;

/**
 * What a position in the text of a training file is. The text may be no TOML, as it is while it is written: only what
 * stands before the position counts, and each line begins anew.
 */
export function cursorPlace(text: string, offset: number): CursorPlace | undefined {
  const top: Frame = { kind: 'top', path: [], next: 'key', names: [], index: 0 };
  const headers = new Map<string, number>();
  let frames: Frame[] = [top];
  let at = 0;
  const read = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? '';
  };
  const place = (frame: Frame, part: CursorPlace['part'], end: number, quoted = false): CursorPlace => ({
    part,
    path: part === 'value' ? valuePath(frame) : [...frame.path, ...frame.names],
    top: part !== 'value' && frame.kind === 'top' && frame.names.length === 0,
    quoted,
    start: quoted ? at + 1 : at,
    end,
  });
  if (offset > MOST_CHARACTERS) return undefined;
  while (at < offset) {
    if (frames.length > DEEPEST) return undefined;
    const frame = frames.at(-1) ?? top;
    const sign = text[at] ?? '';
    if (sign === '\n') {
      at++;
      if (frames.length > 1 && (!frames.some(({ kind }) => kind === 'list') || read(ANEW) !== ''))
        frames = [top];
      if (frames.length === 1) begin(top);
    } else if (sign === '#') {
      const end = text.indexOf('\n', at);
      if (end < 0 || end >= offset) return undefined;
      at = end;
    } else if (sign === '"' || sign === "'") {
      const triple = sign.repeat(3);
      if (text.startsWith(triple, at)) {
        const end = text.indexOf(triple, at + 3);
        if (end < 0 || end + 3 > offset) return undefined;
        at = end + 3;
      } else {
        const end = at + read(TEXT).length;
        const isClosed = text[end] === sign;
        if (end >= offset) return frame.next === 'between' ? undefined : place(frame, frame.next, end, true);
        if (frame.next === 'key') frame.names.push(text.slice(at + 1, end));
        at = isClosed ? end + 1 : end;
      }
      frame.next = 'between';
    } else if (frame.next === 'key' && frame.kind === 'top' && sign === '[' && frame.names.length === 0) {
      const header = read(HEADER);
      if (at + header.length >= offset && !(header.endsWith(']') && at + header.length === offset))
        return { ...place(frame, 'header', at + header.length), path: [] };
      frame.path = headerPath(header, headers);
      frame.next = 'between';
      at += header.length;
    } else if (frame.next === 'key' && /[\w-]/.test(sign)) {
      const end = at + read(WORD).length;
      if (end >= offset) return place(frame, 'key', end);
      frame.names.push(text.slice(at, end));
      // Until a dot or an equals sign, nothing can be added to it.
      frame.next = 'between';
      at = end;
    } else if (frame.next === 'value' && (sign === '[' || sign === '{')) {
      const path = valuePath(frame);
      frame.next = 'between';
      frames.push({
        kind: sign === '[' ? 'list' : 'table',
        path,
        next: sign === '[' ? 'value' : 'key',
        names: [],
        index: 0,
      });
      at++;
    } else if (frame.next === 'value' && read(BARE) !== '') {
      const end = at + read(BARE).length;
      if (end >= offset) return place(frame, 'value', end);
      frame.next = 'between';
      at = end;
    } else {
      if (sign === '.' && frame.next === 'between' && frame.names.length > 0) frame.next = 'key';
      else if (sign === '=' && frame.kind !== 'list') frame.next = 'value';
      else if ((sign === ']' && frame.kind === 'list') || (sign === '}' && frame.kind === 'table'))
        frames.pop();
      else if (sign === ',' && frame.kind !== 'top') begin(frame);
      at++;
    }
  }
  const frame = frames.at(-1) ?? top;
  if (frame.next === 'between') return undefined;
  const header = frame.next === 'key' && frame.kind === 'top' && frame.names.length === 0 ? read(HEADER) : '';
  if (header !== '') return { ...place(frame, 'header', at + header.length), path: [] };
  return place(frame, frame.next, at + read(frame.next === 'key' ? WORD : BARE).length);
}

/** The next key of a table, or the next value of a list. */
function begin(frame: Frame): void {
  if (frame.kind === 'list') frame.index++;
  frame.names = [];
  frame.next = frame.kind === 'list' ? 'value' : 'key';
}

const valuePath = ({ kind, path, names, index }: Frame): readonly (string | number)[] =>
  kind === 'list' ? [...path, index] : [...path, ...names];

/** The path of a table by its header; of `[[tables]]` with its number. */
function headerPath(header: string, counts: Map<string, number>): readonly (string | number)[] {
  const names = header
    .replaceAll(/[[\]]/g, '')
    .split('.')
    .map((name) => name.trim().replace(/^(["'])(.*)\1$/, '$2'));
  if (!header.startsWith('[[')) return names;
  const name = names.join('.');
  const index = counts.get(name) ?? 0;
  counts.set(name, index + 1);
  return [...names, index];
}
