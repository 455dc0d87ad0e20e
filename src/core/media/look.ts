/** A picture is looked at in so many columns and rows. */
export const LOOK_SIDE = 16;

/** Bytes of a look: red, green and blue of each cell, then twice the width to height ratio's logarithm. */
const CELLS = LOOK_SIDE * LOOK_SIDE * 3;
/** How alike two pictures are at least, of 1, to be called the same. */
const ALIKE = 0.985;
/** The mean of two may differ by so much: a little brighter or darker. */
const MEAN = 40;
/** Below this a picture is all one colour, and its form says nothing. */
const FLAT = 2;
const SHAPE_STEP = 32;

/**
 * What is kept of a picture to compare it: its cells, and its shape.
 * @param rgb 16 × 16 cells of red, green and blue
 */
export function lookOf(rgb: Uint8Array, width: number, height: number): Uint8Array {
  const look = new Uint8Array(CELLS + 1);
  look.set(rgb.subarray(0, CELLS));
  look[CELLS] = Math.max(0, Math.min(255, Math.round(128 + SHAPE_STEP * Math.log2(width / height))));
  return look;
}

/** A look, prepared to be compared with many. */
export interface Compared {
  readonly values: Float32Array;
  readonly means: readonly [number, number, number];
  readonly deviation: number;
  readonly shape: number;
}

export function comparedLook(look: Uint8Array): Compared {
  const sums: [number, number, number] = [0, 0, 0];
  for (let at = 0; at < CELLS; at++) sums[(at % 3) as 0 | 1 | 2] += look[at] ?? 0;
  const count = CELLS / 3;
  const means = [sums[0] / count, sums[1] / count, sums[2] / count] as const;
  const values = new Float32Array(CELLS);
  let squares = 0;
  for (let at = 0; at < CELLS; at++) {
    const value = (look[at] ?? 0) - means[(at % 3) as 0 | 1 | 2];
    values[at] = value;
    squares += value * value;
  }
  const length = Math.sqrt(squares);
  if (length > 0) for (let at = 0; at < CELLS; at++) values[at] = (values[at] ?? 0) / length;
  return { values, means, deviation: length / Math.sqrt(CELLS), shape: look[CELLS] ?? 128 };
}

/** Whether two pictures show the same: saved again, scaled, or a little brighter, but not cut or turned. */
export function areAlike(one: Compared, other: Compared): boolean {
  if (Math.abs(one.shape - other.shape) > 1) return false;
  const apart = one.means.map((mean, index) => Math.abs(mean - (other.means[index] ?? 0)));
  if (one.deviation < FLAT || other.deviation < FLAT)
    return one.deviation < FLAT && other.deviation < FLAT && Math.max(...apart) < 2;
  if (Math.max(...apart) > MEAN) return false;
  let product = 0;
  for (let at = 0; at < CELLS; at++) product += (one.values[at] ?? 0) * (other.values[at] ?? 0);
  return product >= ALIKE;
}
