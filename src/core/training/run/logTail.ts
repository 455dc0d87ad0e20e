import { StringDecoder } from 'node:string_decoder';
import { detached } from '../../text/detached';
import { visibleLines } from '../../text/visible';
import { createRedactor } from '../log/redactLog';
import { stripEscapes } from '../log/terminal';
import { withoutRunnerLines } from '../log/withoutRunnerLines';

/** Lines that a view shows. */
export const MOST_LINES = 5000;
const LONGEST_LINE = 4000;

/** What is new of a log. */
export interface NewLines {
  /** They replace all that was given before. */
  readonly fresh: boolean;
  readonly lines: readonly string[];
  /** Lines before the first one that are left out of a long log. */
  readonly leftOut: number;
}

/**
 * The end of the output of a trainer as lines, without escapes, secrets and the lines of our runner; of a bar, that is
 * drawn again and again, only the last state. Of bounded size.
 */
export class LogTail {
  private readonly shown = withoutRunnerLines();
  private readonly redactor = createRedactor();
  private readonly decoder = new StringDecoder('utf8');
  private lines: string[] = [];
  private open = '';
  /** How many lines there were before the first one that is kept. */
  private gone = 0;
  /** How many lines there had been when `takeNew` was called last. */
  private told = 0;

  write(bytes: Uint8Array): void {
    const text = this.open + this.decoder.write(this.redactor.write(this.shown(bytes)));
    const pieces = text.split(/\r?\n/);
    this.open = pieces.pop() ?? '';
    if (this.open.length > 2 * LONGEST_LINE) this.open = this.open.slice(-LONGEST_LINE);
    for (const piece of pieces) this.add(piece);
    // Cutting the front of a long list at each line would cost more than the lines.
    if (this.lines.length > 2 * MOST_LINES) this.cut();
  }

  /** The whole end; what comes after it is told by `takeNew`. */
  all(): NewLines {
    this.cut();
    this.told = this.gone + this.lines.length;
    return { fresh: true, lines: [...this.lines], leftOut: this.gone };
  }

  /** Lines since the last call of this or of `all`; all that is kept, where more came than is kept. */
  takeNew(): NewLines {
    const from = this.told - this.gone;
    if (from < 0) return this.all();
    this.told = this.gone + this.lines.length;
    return { fresh: false, lines: this.lines.slice(from), leftOut: this.gone };
  }

  private add(piece: string): void {
    const line = clean(piece);
    // Where a line of the runner was, an empty one may be left.
    if (line !== '' || this.lines.at(-1) !== '') this.lines.push(detached(line));
  }

  private cut(): void {
    const over = this.lines.length - MOST_LINES;
    if (over <= 0) return;
    this.lines = this.lines.slice(over);
    this.gone += over;
  }
}

/** What a terminal shows of a line that went back to its beginning. */
function clean(line: string): string {
  const text = stripEscapes(line).replace(/\r+$/, '');
  const last = text.slice(text.lastIndexOf('\r') + 1);
  return visibleLines(last.length > LONGEST_LINE ? `${last.slice(0, LONGEST_LINE)}…` : last);
}
