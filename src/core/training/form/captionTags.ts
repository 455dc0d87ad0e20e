/** One change to many captions. */
export type CaptionChange =
  | { readonly kind: 'prepend'; readonly tag: string }
  | { readonly kind: 'replace'; readonly tag: string; readonly by: string }
  | { readonly kind: 'remove'; readonly tag: string };

/**
 * The tags of a caption: what stands between commas, in its first line, which is all that the trainer reads. Brackets do
 * not hold a tag together: sd-scripts shuffles and drops what its `process_caption` finds between commas, so (a, b:1.2) is
 * two tags there, whatever it looks like here.
 */
export const tagsOf = (caption: string): string[] =>
  firstLine(caption)
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');

/**
 * Changes the tags of a caption. Only its first line is changed; a mark of the encoding and other lines stay.
 * @returns the new text, the same where there is nothing to change
 */
export function changeCaption(caption: string, change: CaptionChange): string {
  const tags = tagsOf(caption);
  const changed = changedTags(tags, change);
  if (changed.length === tags.length && changed.every((tag, index) => tag === tags[index])) return caption;
  const [mark, text] = caption.startsWith('\uFEFF') ? ['\uFEFF', caption.slice(1)] : ['', caption];
  return mark + changed.join(', ') + text.slice(firstLine(text).length);
}

/** What was typed may have commas itself, as (a, b:1.2) has: then it means tags that follow each other. */
function changedTags(tags: readonly string[], change: CaptionChange): string[] {
  const typed = tagsOf(change.tag);
  switch (change.kind) {
    case 'prepend':
      return tags.some((_, at) => isRun(tags, at, typed)) ? [...tags] : [...typed, ...tags];
    case 'replace':
      return replaced(tags, typed, tagsOf(change.by));
    case 'remove':
      return replaced(tags, typed, []);
  }
}

/** Where the new ones are there already, or come more than once, one of them is enough. */
function replaced(tags: readonly string[], old: readonly string[], by: readonly string[]): string[] {
  if (!tags.some((_, at) => isRun(tags, at, old))) return [...tags];
  const runs = [old, by].sort((one, other) => other.length - one.length);
  const made: string[] = [];
  let isThere = false;
  for (let at = 0; at < tags.length;) {
    const found = runs.find((run) => isRun(tags, at, run));
    if (!found) made.push(...tags.slice(at, at + 1));
    else if (!isThere) made.push(...by);
    isThere ||= found !== undefined;
    at += found?.length ?? 1;
  }
  return made;
}

const isRun = (tags: readonly string[], at: number, run: readonly string[]): boolean =>
  run.length > 0 && run.every((tag, index) => tags[at + index] === tag);

const firstLine = (text: string): string => /^[^\r\n]*/.exec(text.replace(/^\uFEFF/, ''))?.[0] ?? '';
