import { styleText } from 'node:util';
import { Problem } from '../core/files/problem';
import { redact } from '../core/files/redact';
import type { Log } from '../core/log';

/** Exit codes: 0 all well, 1 something failed, 2 a wrong call, 130 cancelled by Ctrl+C. */
export const EXIT = { ok: 0, failed: 1, usage: 2, cancelled: 130 } as const;

/** Where a command writes: results to standard output, everything else to standard error. */
export class Output {
  constructor(
    /** One JSON document instead of text. */
    readonly json: boolean,
    private readonly secrets: readonly string[] = [],
  ) {}

  /** The result of the command: the document with `--json`, else the lines. */
  result(document: unknown, lines: readonly string[]): void {
    const text = this.json ? JSON.stringify(document, null, 2) : lines.join('\n');
    if (text !== '') process.stdout.write(`${text}\n`);
  }

  /** Something beside the result. */
  note(line: string): void {
    process.stderr.write(`${redact(line, this.secrets)}\n`);
  }

  /** What failed and what to do about it. */
  problem(error: unknown): void {
    this.note(`${colour('red', 'error')}: ${problemText(error)}`);
  }

  /** A log that shows warnings and errors. */
  get log(): Log {
    const debug = (message: string): void => {
      if (process.env.DIFFUSION_WORKBENCH_DEBUG !== undefined) this.note(message);
    };
    return {
      debug,
      info: debug,
      warn: (message) => this.note(`${colour('yellow', 'warning')}: ${message}`),
      error: (message) => this.note(`${colour('red', 'error')}: ${message}`),
    };
  }
}

/** A failure in one line: what happened, and what to do. */
export function problemText(error: unknown): string {
  if (error instanceof Problem) return `${error.message} ${error.advice}`;
  return error instanceof Error ? error.message : String(error);
}

/** Colours standard error where it is a terminal that wants them. */
function colour(name: 'red' | 'yellow', text: string): string {
  const wanted = process.stderr.isTTY && process.env.NO_COLOR === undefined;
  return wanted ? styleText(name, text) : text;
}
