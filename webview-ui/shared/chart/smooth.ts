/**
 * An exponential moving average. Its beginning is not drawn towards 0: each value is divided by the weight that there is
 * so far, as Adam does (Kingma and Ba, 2015, section 3). What is not finite is passed over, and stays as it is.
 * @param weight of what was before, 0 (none) to below 1
 */
export function smooth(values: ArrayLike<number>, weight: number): Float64Array {
  const result = new Float64Array(values.length);
  let [mean, sum] = [0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? NaN;
    if (!Number.isFinite(value)) {
      result[index] = NaN;
      continue;
    }
    mean = weight * mean + (1 - weight) * value;
    sum = weight * sum + (1 - weight);
    result[index] = mean / sum;
  }
  return result;
}
