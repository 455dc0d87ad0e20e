/**
 * A value of `__metadata__`, trimmed. kohya writes Python's `str()` of everything, so `None` is nothing.
 * @returns undefined where there is nothing
 */
export function metadataText(metadata: Readonly<Record<string, string>>, key: string): string | undefined {
  const text = Object.hasOwn(metadata, key) ? metadata[key]?.trim() : undefined;
  return text === undefined || text === '' || text === 'None' ? undefined : text;
}
