/** A part of a string holds all of it in memory; what is kept of a line must not hold the whole piece that was read. */
export function detached(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
