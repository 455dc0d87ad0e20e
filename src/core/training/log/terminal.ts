/** Links, titles, colours, moves of the cursor, and one that the end of the output cut off. */
const ESCAPES = /\u001b(?:\][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|\[[0-?]*[ -/]*(?:[@-~]|$)|[@-Z\\-_]|$)/g;

/** A line without what steers a terminal. */
export function stripEscapes(line: string): string {
  return line.includes('\u001b') ? line.replace(ESCAPES, '') : line;
}
