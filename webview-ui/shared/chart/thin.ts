/** Points of a line, as few as can be drawn. */
export interface Thinned {
  readonly xs: number[];
  readonly ys: number[];
}

/**
 * Thins a line to the lowest and the highest point of each column of pixels, so that no spike is lost. Points that are
 * not finite are left out.
 * @param xs ascending
 * @param from the first point
 * @param to the one behind the last point
 */
export function thin(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  from: number,
  to: number,
  columns: number,
): Thinned {
  const thinned: Thinned = { xs: [], ys: [] };
  const take = (index: number) => {
    thinned.xs.push(xs[index] ?? 0);
    thinned.ys.push(ys[index] ?? 0);
  };
  const [left, right] = [xs[from] ?? 0, xs[to - 1] ?? 0];
  const scale = columns / (right - left);
  if (to - from <= 2 * columns || !Number.isFinite(scale)) {
    for (let index = from; index < to; index++) if (Number.isFinite(ys[index])) take(index);
    return thinned;
  }
  let [column, lowest, highest] = [-1, -1, -1];
  const flush = () => {
    if (lowest < 0) return;
    take(Math.min(lowest, highest));
    if (lowest !== highest) take(Math.max(lowest, highest));
  };
  for (let index = from; index < to; index++) {
    const y = ys[index] ?? NaN;
    if (!Number.isFinite(y)) continue;
    const at = Math.floor(((xs[index] ?? 0) - left) * scale);
    if (at !== column) {
      flush();
      column = at;
      lowest = highest = index;
      continue;
    }
    if (y < (ys[lowest] ?? 0)) lowest = index;
    if (y > (ys[highest] ?? 0)) highest = index;
  }
  flush();
  return thinned;
}

/** The first point that is not left of this, found by halving. @param xs ascending */
export function firstFrom(xs: ArrayLike<number>, x: number): number {
  let [low, high] = [0, xs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((xs[middle] ?? 0) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
