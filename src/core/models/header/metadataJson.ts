type Metadata = Readonly<Record<string, string>>;

/** A value that is JSON again, where it is an object. */
export function json(metadata: Metadata, key: string): Record<string, unknown> | undefined {
  const value = parsed(metadata, key);
  return value === undefined ? undefined : object(value);
}

/** A value that is JSON again. Python also writes NaN and Infinity, which JSON does not know; they tell nothing. */
export function parsed(metadata: Metadata, key: string): unknown {
  const text = Object.hasOwn(metadata, key) ? (metadata[key] ?? '') : '';
  try {
    return JSON.parse(text);
  } catch {
    const known = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (found) =>
      found.startsWith('"') ? found : 'null',
    );
    try {
      return JSON.parse(known);
    } catch {
      return undefined;
    }
  }
}

export function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

export function scalar(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '?';
}
