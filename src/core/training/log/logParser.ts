import { detached } from '../../text/detached';
import { lossOf, parseBar, type Bar } from './bar';
import type { LogEvent, LoggedException, StepEvent } from './events';
import { childEnd, failureText } from './failures';
import { createLines, type ByteSink } from './lines';
import { isTrainerLine, parseMessage } from './messages';
import { createRichRows, type Message } from './richRows';
import { runnerEvent } from './runnerLines';
import { stripEscapes } from './terminal';
import { createTracebacks, type Tracebacks } from './tracebacks';

/** torch puts it before the lines of a process whose traceback it repeats; the second one is that of `--tee`. */
const RANK = /^\[(?:rank|default)(\d{1,4})\]:\s?/;
const MAX_RANKS = 64;
/** Warnings of levels that say nothing to anybody. */
const HARMLESS = /^(?:no regularization images|Failed to get git commit hash)/;
const TRAINER_FRAME =
  /_network\.py:|sd-scripts|\btrain_util\.py|\blaunch\.py:|\/library\/\w+\.py:|train_db\.py:|fine_tune\.py:|torch\/distributed\//;
const LAUNCHER = /\baccelerate\b/i;

/**
 * Reads one stream of a trainer of sd-scripts. Bytes may be cut anywhere, and memory stays constant. The output of
 * another program has no events: bars, tracebacks and failures count from the first line on that only a trainer
 * prints, or where they name it.
 */
export function createLogParser(emit: (event: LogEvent) => void): ByteSink {
  const ranks = new Map<number | undefined, Tracebacks>();
  let known = false;
  let last: StepEvent | undefined;

  const tell = (event: LogEvent): void => {
    known = true;
    emit(event);
  };

  const onTraceback = (chain: readonly LoggedException[], rank: number | undefined): void => {
    known ||= chain.some(({ frames }) => frames.some((frame) => TRAINER_FRAME.test(frame)));
    if (!known) return;
    for (const { name, message } of chain) {
      const code = /CalledProcessError|SignalException/.test(name) ? childEnd(message) : undefined;
      if (code !== undefined) emit({ type: 'child_ended', code });
    }
    emit({ type: 'exception', chain, ...(rank === undefined ? {} : { rank }) });
  };

  const tracebacksOf = (rank: number | undefined): Tracebacks => {
    const key = rank !== undefined && rank >= MAX_RANKS ? undefined : rank;
    const there = ranks.get(key);
    if (there) return there;
    const made = createTracebacks((chain) => onTraceback(chain, rank), endsMessage);
    ranks.set(key, made);
    return made;
  };

  const onMessage = ({ text, level }: Message): void => {
    const event = parseMessage(text.trim());
    if (event) {
      tell(event);
      return;
    }
    known ||= isTrainerLine(text);
    if (level && known && !HARMLESS.test(text)) {
      emit({ type: level === 'WARNING' ? 'warning' : 'error', message: text.slice(0, 4000) });
    }
  };

  const rich = createRichRows(onMessage);

  const onBar = (bar: Bar): void => {
    if (bar.name === 'steps') {
      const event = stepEvent(bar);
      // A bar that is only drawn again says nothing new.
      if (event.step !== last?.step || event.total !== last.total || !Object.is(event.loss, last.loss))
        tell(event);
      last = event;
      return;
    }
    const loss = bar.name.endsWith('validation steps') ? lossOf(bar.postfix) : undefined;
    if (loss !== undefined && bar.done === bar.total) tell({ type: 'validation', loss });
    else if (known) emit({ type: 'progress', task: bar.name, done: bar.done, total: bar.total });
  };

  const onPlain = (line: string): void => {
    const text = line.trim();
    if (text === '') return;
    const event = runnerEvent(text) ?? parseMessage(text);
    if (event) {
      tell(event);
      return;
    }
    known ||= isTrainerLine(text);
    if (known || LAUNCHER.test(text)) {
      const code = childEnd(text);
      if (code !== undefined) emit({ type: 'child_ended', code });
    }
    const failure = failureText(text, known);
    if (failure !== undefined) emit({ type: 'failure', text: failure });
  };

  const onText = (line: string, rank: number | undefined): void => {
    if (rank === undefined && rich.take(line)) return;
    if (line.trim() !== '') rich.flush();
    if (!tracebacksOf(rank).take(line)) onPlain(line);
  };

  const onLine = (raw: string): void => {
    const line = stripEscapes(raw);
    const bar = parseBar(line);
    if (bar) {
      // What was logged before it comes first.
      rich.flush();
      onBar(bar);
    }
    // What is printed while a bar is shown stands behind it on its line.
    const rest = bar ? bar.rest.replace(/^\^C/, '').trimStart() : line;
    if (bar && rest === '') return;
    const match = rest.startsWith('[') ? RANK.exec(rest) : null;
    if (match) onText(detached(rest.slice(match[0].length)), Number(match[1]));
    else onText(detached(rest), undefined);
  };

  const lines = createLines(onLine);
  return {
    write: lines.write,
    end: () => {
      lines.end();
      rich.flush();
      for (const tracebacks of ranks.values()) tracebacks.flush();
    },
  };
}

function stepEvent({ done, total, postfix, secondsElapsed, secondsLeft, secondsPerStep }: Bar): StepEvent {
  const event: { -readonly [Key in keyof StepEvent]: StepEvent[Key] } = {
    type: 'step',
    step: done,
    total,
    secondsElapsed,
  };
  const loss = lossOf(postfix);
  if (loss !== undefined) event.loss = loss;
  if (secondsPerStep !== undefined) event.secondsPerStep = secondsPerStep;
  if (secondsLeft !== undefined) event.secondsLeft = secondsLeft;
  return event;
}

/** The message of an exception ends where the trainer or its launcher goes on. */
function endsMessage(line: string): boolean {
  const text = line.trim();
  return parseMessage(text) !== undefined || /^(?:[EWI]\d{4} \d\d:|### |@@event )/.test(text);
}
