const order = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Values in the order people read: numbers by their value, letters in any case. */
export function sorted<T>(values: readonly T[], text: (value: T) => string): T[] {
  return values
    .map((value) => ({ value, text: text(value) }))
    .sort((a, b) => order.compare(a.text, b.text))
    .map(({ value }) => value);
}
