import type { LogEvent } from './events';

const MARK = '@@event ';

/** A line that our runner writes between those of the trainer. */
export function runnerEvent(line: string): LogEvent | undefined {
  if (!line.startsWith(MARK) || line.length > 4000) return undefined;
  try {
    const { event, step, loss } = JSON.parse(line.slice(MARK.length)) as Record<string, unknown>;
    if (typeof event !== 'string') return undefined;
    return {
      type: 'runner',
      event,
      ...(typeof step === 'number' ? { step } : {}),
      ...(typeof loss === 'number' ? { loss } : {}),
    };
  } catch {
    return undefined;
  }
}
