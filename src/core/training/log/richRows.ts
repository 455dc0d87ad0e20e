/** A message of the trainer's log with its level, where that is told. */
export interface Message {
  readonly text: string;
  readonly level?: 'WARNING' | 'ERROR' | 'CRITICAL';
}

/** Its first row: time or blanks, level, text, and the place in the source at the right edge. */
const FIRST =
  /^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d+)?|\d\d:\d\d:\d\d-\d{6}|\[?\d\d:\d\d:\d\d\]?| {15,19}) (DEBUG|INFO|WARNING|ERROR|CRITICAL) {1,5}(.*)$/;
const SOURCE = /\s+([\w.]{1,60}\.py:\d{1,6})$/;
/** A message has fewer rows. */
const MAX_ROWS = 400;

/** Puts the rows of a message together that rich has wrapped. A message is given on when its last row is known. */
export function createRichRows(onMessage: (message: Message) => void): {
  /** Whether the line was one of its rows. */
  readonly take: (line: string) => boolean;
  readonly flush: () => void;
} {
  let rows: string[] = [];
  let level = '';
  let width = 0;
  let indent = 0;

  const flush = (): void => {
    if (rows.length === 0) return;
    const text = joinRows(rows, width);
    rows = [];
    onMessage(level === 'WARNING' || level === 'ERROR' || level === 'CRITICAL' ? { text, level } : { text });
  };

  const begin = (line: string, match: RegExpExecArray): void => {
    flush();
    const trimmed = line.trimEnd();
    const text = match[2] ?? '';
    const source = SOURCE.exec(` ${text.trimEnd()}`)?.[1];
    level = match[1] ?? '';
    indent = trimmed.length - text.trimEnd().length;
    width = source === undefined ? 0 : cells(trimmed) - source.length - 1 - indent;
    rows = [source === undefined ? text.trimEnd() : text.trimEnd().slice(0, -source.length).trimEnd()];
  };

  return {
    flush,
    take: (line) => {
      const match = FIRST.exec(line);
      if (match) {
        begin(line, match);
        return true;
      }
      if (rows.length === 0 || rows.length >= MAX_ROWS || !line.startsWith(' '.repeat(indent))) return false;
      rows.push(line.slice(indent).trimEnd());
      return true;
    },
  };
}

/** A word that is longer than a row is cut at the row's width; all others are put together with a blank. */
function joinRows(rows: readonly string[], width: number): string {
  const pieces: string[] = [];
  for (const [index, row] of rows.entries()) {
    const before = index === 0 ? undefined : rows[index - 1]?.trim();
    const folded = before !== undefined && width > 0 && !before.includes(' ') && cells(before) === width;
    pieces.push(index === 0 ? row : folded ? row : ` ${row.trim()}`);
  }
  return pieces.join('').trim();
}

/** The columns that a text takes; Chinese and Japanese signs take two. */
function cells(text: string): number {
  let count = 0;
  for (const sign of text) count += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(sign) ? 2 : 1; // prettier-ignore
  return count;
}
