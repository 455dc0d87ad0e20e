import { needsBetween, wouldWeigh, type Seam } from './seam';
import type { Prompt } from './parse';
import type { Range } from './shapes';
import { isBlankAt } from './words';

/** A part of a text that goes. */
export interface Cut extends Range {
  /** What it leaves behind: a blank, where two texts would run together; a comma, where they would mean more. */
  readonly leaves?: ' ' | ',';
  /** Whether the weight of a part stays before it: it may come to stand before AND or the end. */
  readonly isBehindWeight?: boolean;
}

/** Characters before a cut that are looked at: no weight, tag or word that a tag begins with is longer, as a rule. */
const WINDOW = 300;
const MARGIN = /[ \t]/;

/**
 * A text without these parts. Comments in them stay, each on a line that nothing joins, and where the texts on both
 * sides of a cut would mean something else together, something is put between them.
 * @param cuts in order, none within another
 * @param range the part of the text that is wanted
 */
export function splice(
  text: string,
  cuts: readonly Cut[],
  { comments }: Pick<Prompt, 'comments'>,
  range: Range = { start: 0, end: text.length },
): string {
  const writer = new Writer(text, range, new Set(comments.map(({ start }) => start)));
  let next = comments.findIndex(({ end }) => end > range.start);
  if (next === -1) next = comments.length;
  for (const cut of merged(cuts)) {
    writer.copyTo(cut.start);
    let kept = cut.start;
    for (let comment = comments[next]; comment && comment.start < cut.end; comment = comments[next]) {
      next += 1;
      if (comment.start < cut.start) continue;
      if (kept === cut.start) writer.guard(cut);
      writer.comment(comment, kept);
      kept = comment.end;
    }
    writer.skipTo(cut, kept > cut.start);
  }
  writer.copyTo(range.end);
  return writer.written;
}

/** Cuts that touch are one. */
function merged(cuts: readonly Cut[]): Cut[] {
  const all: Cut[] = [];
  for (const cut of cuts) {
    const last = all.at(-1);
    if (last && cut.start <= last.end)
      all.splice(-1, 1, { ...cut, ...last, end: Math.max(cut.end, last.end) });
    else all.push(cut);
  }
  return all;
}

class Writer {
  private readonly pieces: string[] = [];
  private tail = '';
  private at: number;

  constructor(
    private readonly text: string,
    private readonly range: Range,
    private readonly comments: ReadonlySet<number>,
  ) {
    this.at = range.start;
  }

  get written(): string {
    return this.pieces.join('');
  }

  copyTo(end: number): void {
    if (end <= this.at) return;
    this.write(this.text.slice(this.at, end));
    this.at = end;
  }

  /** A comment that was cut out stays, behind the blank that makes it one. @param from where the cut before it begins */
  comment({ start, end }: Range, from: number): void {
    this.endLine(from, start);
    let margin = start;
    while (margin > from && MARGIN.test(this.text.charAt(margin - 1))) margin -= 1;
    if (this.tail === '' || isBlankAt(this.tail, this.tail.length - 1)) margin = start;
    else if (margin === start) this.write(' ');
    this.write(this.text.slice(margin, end));
  }

  /** What stood on a line before a comment does not come to stand on its line. */
  private endLine(from: number, comment: number): void {
    if (this.tail === '' || this.tail.endsWith('\n')) return;
    const lineEnd = /\r?\n/.exec(this.text.slice(from, comment))?.[0];
    if (lineEnd !== undefined) this.write(lineEnd);
  }

  skipTo(cut: Cut, hasComment: boolean): void {
    const { text } = this;
    this.at = Math.max(this.at, cut.end);
    if (hasComment) {
      // What follows begins a line.
      while (this.at < this.range.end && MARGIN.test(text.charAt(this.at))) this.at += 1;
      return;
    }
    let next = this.at;
    while (next < this.range.end && (MARGIN.test(text.charAt(next)) || text[next] === ',')) next += 1;
    if (this.comments.has(next)) this.endLine(cut.start, this.at);
    // Behind a blank, `#` would begin a comment.
    const leaves = text[this.at] === '#' && !this.comments.has(this.at) ? '' : (cut.leaves ?? '');
    this.write(needsBetween(this.seam(cut)) || leaves);
  }

  /** Puts a comma before a comment where what stands before it would weigh a part. */
  guard(cut: Cut): void {
    if (wouldWeigh(this.seam(cut))) this.write(',');
  }

  private seam({ start, end, isBehindWeight = false }: Cut): Seam {
    return { head: this.tail, text: this.text, start, end: Math.max(this.at, end), isBehindWeight };
  }

  private write(piece: string): void {
    if (piece === '') return;
    this.pieces.push(piece);
    this.tail = (this.tail + piece.slice(-WINDOW)).slice(-WINDOW);
  }
}
