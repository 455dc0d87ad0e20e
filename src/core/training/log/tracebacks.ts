import type { ExceptionLink, LoggedException } from './events';

const HEADER = /(Original )?Traceback \(most recent call last\)/;
const FRAME = /^\s*File "(.{1,1000}?)", line \d+(?:, in (.{1,200}))?$/;
/** A frame in the box of rich: `│ D:\kohya\sd-scripts\train_network.py:873 in <module> │`. */
const BOXED_FRAME = /^[│|] (\S.{0,1000}?\.py):\d+(?: in (\S{1,200}))?\s*[│|]?$/;
const BOX = /^[│╭╰|+]/;
const EXCEPTION = /^((?:[A-Za-z_]\w*\.){0,12}[A-Za-z_]\w*)(?:: ?(.*))?$/s;
/** By its last part: `_ArrayMemoryError` of numpy, `error` of cv2, `timeout` of socket. */
const EXCEPTION_NAME = /^_*[A-Z]|(?:error|timeout)$/;
const DURING = 'During handling of the above exception, another exception occurred:';
const CAUSE = 'The above exception was the direct cause of the following exception:';

const MAX_FRAMES = 40;
const MAX_CHAIN = 24;
const MAX_MESSAGE_LINES = 60;
const MAX_MESSAGE = 6000;
/** After so many other lines, the end of a traceback is not waited for any longer. */
const MAX_STRANGERS = 300;

interface Open {
  readonly link: ExceptionLink;
  readonly frames: string[];
  readonly boxed: boolean;
  name?: string;
  message: string[];
}

/** Puts the lines of tracebacks together: all that is chained is one. */
export interface Tracebacks {
  /** Whether the line belongs to a traceback. */
  readonly take: (line: string) => boolean;
  /** The traceback is over. */
  readonly flush: () => void;
}

/**
 * @param isMessage whether a line is one that the trainer prints anyway, so that it ends the message of an exception
 */
export function createTracebacks(
  onTraceback: (chain: readonly LoggedException[]) => void,
  isMessage: (line: string) => boolean,
): Tracebacks {
  let chain: LoggedException[] = [];
  let open: Open | undefined;
  let next: ExceptionLink = 'first';
  /** An empty line came behind the message: only the words of a chain lead on. */
  let blank = false;
  let strangers = 0;

  const close = (): void => {
    if (open?.name !== undefined) {
      const { name, frames, link, message } = open;
      if (chain.length >= MAX_CHAIN) chain.splice(MAX_CHAIN / 2, 1);
      chain.push({ name, message: message.join('\n').slice(0, MAX_MESSAGE), frames, link });
    }
    open = undefined;
  };

  const flush = (): void => {
    close();
    const done = chain;
    chain = [];
    next = 'first';
    blank = false;
    if (done.length > 0) onTraceback(done);
  };

  const begin = (line: string, original: boolean): void => {
    const link = original && open?.name !== undefined ? 'original' : next;
    if (link === 'first') flush();
    else close();
    next = 'first';
    blank = false;
    strangers = 0;
    open = { link, frames: [], boxed: BOX.test(line.trimStart()), message: [] };
  };

  const takeFrame = (line: string, { frames, boxed }: Open): boolean => {
    const match = FRAME.exec(line) ?? (boxed ? BOXED_FRAME.exec(line) : null);
    if (!match) return /^\s/.test(line) || line === '' || (boxed && BOX.test(line));
    if (frames.length >= MAX_FRAMES) frames.shift();
    frames.push(
      `${(match[1] ?? '')
        .split(/[\\/]+/)
        .slice(-4)
        .join('/')}:${match[2] ?? ''}`,
    );
    return true;
  };

  const takeName = (line: string, current: Open): boolean => {
    const match = EXCEPTION.exec(line);
    const name = match?.[1];
    const isName = name !== undefined && EXCEPTION_NAME.test(name.split('.').at(-1) ?? '');
    if (isName && (line.includes(':') || !isMessage(line))) {
      current.name = name;
      current.message = [match?.[2] ?? ''];
      return true;
    }
    strangers += 1;
    if (strangers > MAX_STRANGERS) flush();
    return false;
  };

  const takeMessage = (line: string, current: Open): boolean => {
    const text = line.trim();
    if (text === DURING || text === CAUSE) {
      next = text === CAUSE ? 'cause' : 'during';
      return true;
    }
    if (text === '') {
      blank = true;
      return true;
    }
    if (blank || next !== 'first' || current.message.length >= MAX_MESSAGE_LINES || isMessage(line)) {
      flush();
      return false;
    }
    current.message.push(line.trimEnd().slice(0, MAX_MESSAGE));
    return true;
  };

  return {
    flush,
    take: (line) => {
      const header = HEADER.exec(line);
      if (header) {
        begin(line, header[1] !== undefined);
        return true;
      }
      if (!open) return false;
      if (open.name !== undefined) return takeMessage(line, open);
      return takeFrame(line, open) || takeName(line, open);
    },
  };
}
