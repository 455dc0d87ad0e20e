/** A piece of the curve in columns: row i of each is one step. */
export interface CurvePiece {
  /** How many points come before it. */
  readonly from: number;
  readonly steps: number[];
  /** null where the loss was not finite. */
  readonly losses: (number | null)[];
  /** null where the trainer did not tell it. */
  readonly rates: (number | null)[];
}

/** Loss and learning rate by steps of the whole job, ascending. Columns of numbers: a long training has 500,000 steps. */
export class Curve {
  private readonly steps: number[] = [];
  private readonly losses: number[] = [];
  private readonly rates: number[] = [];
  /** Up to here nothing was changed since `unchanged` was asked for last. */
  private kept = 0;
  /** How often points were taken out: where it is another number, what was read before may not be so any more. */
  cuts = 0;

  get length(): number {
    return this.steps.length;
  }

  /** A step again, after a resume: what was trained behind it is not part of the job any more. */
  add(step: number, loss: number | undefined, rate: number | undefined): void {
    this.truncate(step);
    this.steps.push(step);
    this.losses.push(loss ?? NaN);
    this.rates.push(rate ?? NaN);
  }

  /** A newer value of the step that was added last. */
  amend(loss: number | undefined): void {
    if (this.length === 0) return;
    this.kept = Math.min(this.kept, this.length - 1);
    this.losses[this.length - 1] = loss ?? NaN;
  }

  clear(): void {
    this.truncate(-Infinity);
  }

  /** How many of the first points are as they were when this was asked for last. */
  unchanged(): number {
    const { kept } = this;
    this.kept = this.length;
    return kept;
  }

  /** @param most how many points at most */
  piece(from: number, most = Infinity): CurvePiece {
    const to = Math.min(this.length, from + most);
    return {
      from,
      steps: this.steps.slice(from, to),
      losses: this.losses.slice(from, to).map(orNull),
      rates: this.rates.slice(from, to).map(orNull),
    };
  }

  /** Leaves out all points from this step on. */
  private truncate(step: number): void {
    let { length } = this;
    while (length > 0 && (this.steps[length - 1] ?? 0) >= step) length--;
    if (length === this.length) return;
    this.cuts++;
    this.steps.length = this.losses.length = this.rates.length = length;
    this.kept = Math.min(this.kept, length);
  }
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
