import type { LogEvent } from '../../log/events';

/** Steps with a loss of NaN after which a run without the runner is over: the bar shows a mean, and shows it twice. */
const NAN_STEPS = 2;

/**
 * Tells when a training has become worthless, as far as its bar shows it. With fp32 and bf16 one step with NaN makes all
 * weights NaN; fp16 leaves such a step out, though its mean stays NaN.
 */
export function createNanGuard(precision: string, onWorthless: () => void): (event: LogEvent) => void {
  const steps = new Set<number>();
  return (event) => {
    if (precision === 'fp16' || event.type !== 'step') return;
    if (event.loss === undefined || !Number.isNaN(event.loss)) return;
    if (steps.size >= NAN_STEPS) return;
    steps.add(event.step);
    if (steps.size === NAN_STEPS) onWorthless();
  };
}
