/**
 * Text that stands for itself in Markdown, whatever it holds: a file may come from anywhere. Lines become one.
 * CommonMark lets a backslash take the meaning from every ASCII punctuation character (section 2.4).
 */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** The arguments of a command in the address of a Markdown link: a bracket without its other half would end the link. */
export function linkArguments(args: readonly string[]): string {
  return encodeURIComponent(JSON.stringify(args)).replaceAll('(', '%28').replaceAll(')', '%29');
}
