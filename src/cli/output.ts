import { styleText } from 'node:util';
import { Problem, type ProblemInfo } from '../core/problem/problem';
import { redact } from '../core/text/redact';
import { visible, visibleLines } from '../core/text/visible';
import { errnoOf, toProblem } from '../core/problem/toProblem';
import type { LogLevel, LogSink } from '../core/files/logFile';
import type { Log } from '../core/log';

/** Exit codes: 0 all well, 1 something failed, 2 a wrong call, 128 and the number of the signal that cancelled it. */
export const EXIT = { ok: 0, failed: 1, usage: 2, cancelled: 130, hungUp: 129, terminated: 143 } as const;

type Colour = 'red' | 'yellow' | 'green' | 'cyan' | 'gray';

/** Where a command writes: results to standard output, everything else to standard error. */
export class Output {
  private printed = false;
  private readonly logged = new Set<string>();
  private aside: (write: () => void) => void = (write) => write();

  private sink: LogSink | undefined;

  constructor(
    /** One JSON document instead of text. */
    readonly json: boolean,
    private readonly secrets: readonly string[] = [],
    /** Whether everything that the log is told is shown, and kept. */
    private readonly verbose = false,
  ) {}

  /** @param sink from now on keeps what the log is told, and every warning and problem */
  keepIn(sink: LogSink): void {
    this.sink = sink;
  }

  /** The result of the command: the document with `--json`, else the lines. To be called once. */
  result(document: unknown, lines: readonly string[]): void {
    this.printed = true;
    const text = this.json
      ? visibleLines(JSON.stringify(document, null, 2))
      : lines.map(escapeControls).join('\n');
    if (text !== '') process.stdout.write(`${text}\n`);
  }

  /** The command ended early. With `--json` the reason is its document, unless there is one already. */
  ended(reason: string): void {
    if (this.json && !this.printed) this.result({ error: redact(reason, this.secrets) }, []);
  }

  /** Something beside the result. */
  note(line: string): void {
    this.aside(() => process.stderr.write(`${escapeControls(redact(line, this.secrets))}\n`));
  }

  /** What failed and what to do about it. */
  problem(error: unknown): void {
    this.keep('error', problemText(error));
    this.showProblem(error);
  }

  /** Something that is not as it should be. */
  warn(message: string): void {
    this.keep('warn', message);
    this.showWarning(message);
  }

  /** @param aside makes room for a note while a progress bar is drawn, and writes it */
  drawing(aside: (write: () => void) => void = (write) => write()): void {
    this.aside = aside;
  }

  /** A log that shows warnings and errors, each once however often it happens, and all else where it is verbose. */
  get log(): Log {
    const once = (message: string, show: (message: string) => void): void => {
      if (!this.logged.has(message)) show(message);
      this.logged.add(message);
    };
    return {
      debug: (message) => {
        if (!this.verbose) return;
        this.keep('debug', message);
        this.note(message);
      },
      info: (message) => {
        this.keep('info', message);
        if (this.verbose) this.note(message);
      },
      warn: (message) => {
        this.keep('warn', message);
        once(message, (text) => this.showWarning(text));
      },
      error: (message) => {
        this.keep('error', message);
        once(message, (text) => this.showProblem(text));
      },
    };
  }

  private keep(level: LogLevel, message: string): void {
    this.sink?.write(level, redact(message, this.secrets));
  }

  private showProblem(error: unknown): void {
    this.note(`${colour('red', 'error', process.stderr)}: ${visible(problemText(error))}`);
  }

  private showWarning(message: string): void {
    this.note(`${colour('yellow', 'warning', process.stderr)}: ${visible(message)}`);
  }
}

/** A failure in one line: what happened, and what to do. */
export function problemText(error: unknown): string {
  if (typeof error === 'string') return error;
  if (isProblem(error)) return `${error.message} ${error.advice}`;
  return error instanceof Error ? error.message : String(error);
}

function isProblem(error: unknown): error is ProblemInfo {
  return error instanceof Problem || (typeof error === 'object' && error !== null && 'advice' in error);
}

/** The colours that we set ourselves; a name may hold any other sequence. */
const OWN_COLOUR = /\u001b\[(?:3[1236]|90|39)m/g;

/** A line that we compose for a terminal: our colours stay, and no line end in a name makes a row of its own. */
function escapeControls(text: string): string {
  const pieces = text.split(OWN_COLOUR);
  const colours = text.match(OWN_COLOUR) ?? [];
  return pieces.map((piece, index) => `${visibleCells(piece)}${colours[index] ?? ''}`).join('');
}

/** `visible` for a line of cells: the tabs between them stay. */
function visibleCells(line: string): string {
  return line.split('\t').map(visible).join('\t');
}

/** Colours a text where it goes to a terminal that wants colours. */
export function colour(name: Colour, text: string, stream: NodeJS.WriteStream): string {
  const { NO_COLOR, TERM } = process.env;
  return stream.isTTY && !NO_COLOR && TERM !== 'dumb' ? styleText(name, text) : text;
}

/** A reader that closes the pipe early (`| head`) is no failure: the work goes on and keeps its exit code. */
export function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (errnoOf(error) === 'EPIPE') return;
      if (stream === process.stdout)
        process.stderr.write(`error: ${toProblem(error, 'The output').message}\n`);
      process.exit(EXIT.failed);
    });
  }
}
