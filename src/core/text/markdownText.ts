import { visible } from './visible';

/**
 * Escapes a text for Markdown, so that it is shown as it is: files may come from anywhere. Its lines become one. In
 * CommonMark a backslash escapes every ASCII punctuation character (section 2.4).
 */
export function markdownText(text: string): string {
  return visible(text.replace(/\s+/g, ' ').trim()).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** The arguments of a command in the address of a Markdown link: a bracket without its other half would end the link. */
export function linkArguments(args: readonly string[]): string {
  return encodeURIComponent(JSON.stringify(args)).replaceAll('(', '%28').replaceAll(')', '%29');
}
