import type { RunnerEvent } from './events';

const MARK = '@@event ';
const MAX_LINE = 4000;

/** A line that our runner writes between those of the trainer. */
export function runnerEvent(line: string): RunnerEvent | undefined {
  if (!line.startsWith(MARK) || line.length > MAX_LINE) return undefined;
  try {
    const facts = JSON.parse(line.slice(MARK.length)) as Record<string, unknown> | null;
    if (typeof facts?.event !== 'string') return undefined;
    // JSON has no word for it.
    const loss = facts.loss === null ? NaN : facts.loss;
    return {
      type: 'runner',
      event: facts.event,
      ...(typeof facts.step === 'number' ? { step: facts.step } : {}),
      ...(typeof loss === 'number' ? { loss } : {}),
      ...(typeof facts.rate === 'number' ? { rate: facts.rate } : {}),
      ...(typeof facts.count === 'number' ? { count: facts.count } : {}),
      ...(typeof facts.id === 'number' ? { id: facts.id } : {}),
      ...(typeof facts.reason === 'string' ? { reason: facts.reason } : {}),
      ...(typeof facts.trainer === 'string' ? { trainer: facts.trainer } : {}),
    };
  } catch {
    return undefined;
  }
}
