/** One line of the result of `npm run bench`. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** `≥ 0.92`, or empty for a value that is only there to be compared. */
  readonly aim: string;
  /** Whether the aim was reached. */
  readonly ok: boolean;
}

/** Prints a row as one line of JSON, which `scripts/bench.mjs` collects. */
export function printRow(...row: Parameters<typeof rowOf>): void {
  process.stdout.write(`${JSON.stringify(rowOf(...row))}\n`);
}

/** @param unit `GiB/s`, `ms`, …; empty for a ratio */
export function rowOf(
  name: string,
  value: number,
  unit: string,
  aim: { readonly atLeast?: number; readonly atMost?: number } = {},
): Row {
  const { atLeast, atMost } = aim;
  return {
    name,
    value: Number(value.toPrecision(4)),
    unit,
    aim: atLeast !== undefined ? `≥ ${atLeast}` : atMost !== undefined ? `≤ ${atMost}` : '',
    ok: value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity),
  };
}

/** The value in the middle, which a burst of other work on the machine does not move. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
