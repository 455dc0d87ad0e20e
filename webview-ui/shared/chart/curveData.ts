import type { RunPoints } from '../../../src/protocol/run';

/** The points of a run as they have come so far. */
export class CurveData {
  readonly steps: number[] = [];
  /** NaN where it is not finite. */
  readonly losses: number[] = [];
  readonly rates: number[] = [];
  exact = false;
  hasRates = false;

  /** @returns false where points before these are missing: they have to be asked for */
  add({ from, steps, losses, rates, exact }: RunPoints): boolean {
    if (from > this.steps.length) return false;
    this.steps.length = this.losses.length = this.rates.length = from;
    this.exact = exact;
    for (const [index, step] of steps.entries()) {
      this.steps.push(step);
      this.losses.push(losses[index] ?? NaN);
      const rate = rates[index] ?? NaN;
      this.rates.push(rate);
      this.hasRates ||= Number.isFinite(rate);
    }
    return true;
  }

  /** The steps whose loss is not finite. */
  notFinite(): number[] {
    return this.steps.filter((_, index) => !Number.isFinite(this.losses[index]));
  }

  /** The step with the lowest of these values, and the value; undefined where none is finite. */
  lowest(
    values: ArrayLike<number> = this.losses,
  ): { readonly step: number; readonly value: number } | undefined {
    let best = -1;
    for (let index = 0; index < values.length; index++) {
      const value = values[index] ?? NaN;
      if (Number.isFinite(value) && (best < 0 || value < (values[best] ?? NaN))) best = index;
    }
    return best < 0 ? undefined : { step: this.steps[best] ?? 0, value: values[best] ?? 0 };
  }
}
