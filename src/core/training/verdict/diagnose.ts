import type { LoggedException } from '../log/events';
import type { Cause, Sign } from './causes/cause';
import { CAUSES } from './causes/causes';
import { cut } from './causes/causeTexts';
import type { Fault } from './runSummary';

/** What went wrong: the row of the table, or none for an exception that no row knows. */
export interface Diagnosis {
  readonly id: string;
  /** In plain words, with what to do. Empty where the table knows none. */
  readonly advice: string;
  /** The trainer's own words. */
  readonly words: string;
  readonly vague: boolean;
}

/** What launchers say about the end of the process that they started. */
const LAUNCHER = /(?:^|\.)(?:CalledProcessError|ChildFailedError|SignalException|ProcessExitedException)$/;
const INTERRUPT = /(?:^|\.)KeyboardInterrupt$/;
/** What only repeats the exception of a worker. */
const REPEATED = /^Caught \w+ in (?:DataLoader worker process|replica|pin memory thread)/;
const CONTROL_C = /^forrtl: error \(200\)|control-C event/;

/** Whether the user's wish to stop is what is told. */
export function isInterrupt({ chain, text }: Fault): boolean {
  return CONTROL_C.test(text) || chain.some(({ name }) => INTERRUPT.test(name));
}

/** The exceptions of the trainer itself. */
function ownExceptions(chain: readonly LoggedException[]): readonly LoggedException[] {
  return chain.filter(
    ({ name, message }) => !LAUNCHER.test(name) && !INTERRUPT.test(name) && !REPEATED.test(message),
  );
}

/** Finds the cause among what went wrong, in its order. */
export function diagnose(faults: readonly Fault[]): Diagnosis | undefined {
  const found = faults.flatMap((fault) => {
    const diagnosis = isInterrupt(fault) ? undefined : diagnoseOne(fault);
    return diagnosis ? [{ diagnosis, survived: fault.survived }] : [];
  });
  const order = [
    found.filter(({ survived, diagnosis }) => !survived && !diagnosis.vague),
    found.filter(({ survived }) => !survived),
    found.filter(({ diagnosis }) => !diagnosis.vague),
    found,
  ];
  return order.find((some) => some.length > 0)?.[0]?.diagnosis;
}

function diagnoseOne(fault: Fault): Diagnosis | undefined {
  const { chain, text, told } = fault;
  const own = ownExceptions(chain);
  if (chain.length > 0 && own.length === 0) return undefined;
  const signs: readonly Sign[] =
    chain.length === 0
      ? [{ text, frames: '', told }]
      : own.map((exception) => ({ text: wordsOf(exception), frames: exception.frames.join(' '), told }));
  for (const cause of CAUSES) {
    const hit = firstHit(cause, signs);
    if (!hit) continue;
    return {
      id: cause.id,
      advice: cut(cause.say(hit.match, hit.sign), 1000),
      words: cut(hit.sign.text, 300),
      vague: cause.vague === true,
    };
  }
  const innermost = innermostOf(own);
  if (!innermost) return { id: 'failure', advice: '', words: cut(text, 300), vague: true };
  return { id: 'exception', advice: '', words: cut(wordsOf(innermost), 300), vague: false };
}

function firstHit(
  cause: Cause,
  signs: readonly Sign[],
): { readonly match: RegExpExecArray; readonly sign: Sign } | undefined {
  for (const sign of signs) {
    const match = cause.match.exec(sign.text);
    if (match && (!cause.frames || cause.frames.test(sign.frames))) return { match, sign };
  }
  return undefined;
}

/** What an exception was raised from says more than it; what was raised while it was handled may be a new fault. */
function innermostOf(own: readonly LoggedException[]): LoggedException | undefined {
  const original = own.findLast(({ link }) => link === 'original');
  return original ?? own[0];
}

function wordsOf({ name, message }: LoggedException): string {
  const text = message.replace(/\s+/g, ' ').trim();
  return text === '' ? name : `${name}: ${text}`;
}
