/** Whether a comma stands in brackets, where it ends a tag all the same. */
export const hasSplitBrackets = (caption: string): boolean =>
  /\([^()]*,[^()]*\)|\[[^[\]]*,[^[\]]*\]/.test(caption);

/** How many captions have each tag, the most frequent first. */
export function tagCounts(captions: readonly string[]): [tag: string, count: number][] {
  const counts = new Map<string, number>();
  for (const caption of captions)
    for (const tag of new Set(caption.split(',').map((each) => each.trim())))
      if (tag !== '') counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
}
