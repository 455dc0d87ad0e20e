/** One change to many captions. */
export type CaptionChange =
  | { readonly kind: 'prepend'; readonly tag: string }
  | { readonly kind: 'replace'; readonly tag: string; readonly by: string }
  | { readonly kind: 'remove'; readonly tag: string };

/** The tags of a caption: what stands between commas, in its first line, which is all that the trainer reads. */
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

function changedTags(tags: readonly string[], change: CaptionChange): string[] {
  const tag = change.tag.trim();
  switch (change.kind) {
    case 'prepend':
      return tag === '' || tags.includes(tag) ? [...tags] : [tag, ...tags];
    case 'replace': {
      const by = change.by.trim();
      // Where it is there already, one of it is enough.
      return unique(
        tags.flatMap((each) => (each !== tag ? [each] : by === '' ? [] : [by])),
        tags,
      );
    }
    case 'remove':
      return tags.filter((each) => each !== tag);
  }
}

/** Without those that were not twice before. */
const unique = (tags: readonly string[], before: readonly string[]): string[] =>
  new Set(before).size === before.length ? [...new Set(tags)] : [...tags];

const firstLine = (text: string): string => /^[^\r\n]*/.exec(text.replace(/^\uFEFF/, ''))?.[0] ?? '';
