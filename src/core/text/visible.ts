/** Control characters, and the marks that turn the direction of what follows. */
const STEERING = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/gu;
const STEERING_IN_LINES = new RegExp(`(?![\\n\\t])${STEERING.source}`, 'gu');

/**
 * A name or a text from anywhere, in one line: what would steer a terminal, forge a row, or show a file name as another
 * one is shown as escapes, such as `\u202e`.
 */
export function visible(text: string): string {
  return text.replace(STEERING, escaped);
}

/** `visible` for a text of several lines: line ends and tabs stay. */
export function visibleLines(text: string): string {
  return text.replace(STEERING_IN_LINES, escaped);
}

const escaped = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
