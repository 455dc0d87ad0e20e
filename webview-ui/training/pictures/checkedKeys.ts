/** Which entries of a list are selected. */
export class CheckedKeys {
  private readonly keys = new Set<string>();
  private last: string | undefined;

  constructor(private readonly onChange: () => void) {}

  has(key: string): boolean {
    return this.keys.has(key);
  }

  /** Selects these and no others. */
  set(keys: Iterable<string>): void {
    this.keys.clear();
    for (const key of keys) this.keys.add(key);
    this.onChange();
  }

  /**
   * Selects one, or takes it out.
   * @param range the list in its order, where all from the one before to this one are meant
   */
  toggle(key: string, isSelected: boolean, range?: readonly string[]): void {
    const [from, to] = [range?.indexOf(this.last ?? '') ?? -1, range?.indexOf(key) ?? -1];
    const meant =
      range && from >= 0 && to >= 0 ? range.slice(Math.min(from, to), Math.max(from, to) + 1) : [key];
    for (const each of meant) {
      if (isSelected) this.keys.add(each);
      else this.keys.delete(each);
    }
    this.last = key;
    this.onChange();
  }

  /** Entries that are gone are not selected. */
  keep(known: ReadonlySet<string>): void {
    for (const key of this.keys) if (!known.has(key)) this.keys.delete(key);
  }
}
