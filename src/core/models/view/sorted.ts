const order = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Values sorted by a text: its numbers by their value, its letters in any case. */
export function sorted<T>(values: readonly T[], text: (value: T) => string): T[] {
  return values
    .map((value) => ({ value, text: text(value) }))
    .sort((a, b) => order.compare(a.text, b.text))
    .map(({ value }) => value);
}
