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
