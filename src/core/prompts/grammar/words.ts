const WORD = /^[\p{L}\p{N}_]$/u;

/** Whether a letter, a digit or `_` of any script begins here. (`\w` of JavaScript knows ASCII only.) */
export function isWordAt(text: string, at: number): boolean {
  return isWord(text.codePointAt(at));
}

/** Whether a letter, a digit or `_` of any script ends here. */
export function isWordBefore(text: string, at: number): boolean {
  const last = text.charCodeAt(at - 1);
  return isWord(last >= 0xdc00 && last < 0xe000 ? text.codePointAt(at - 2) : last);
}

function isWord(code: number | undefined): boolean {
  if (code === undefined || Number.isNaN(code)) return false;
  if (code > 127) return WORD.test(String.fromCodePoint(code));
  const isDigit = code >= 48 && code <= 57;
  const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return isDigit || isLetter || code === 95;
}

const BLANK = /^\s$/;

/** Whether the character here is white space, of any script. */
export function isBlankAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13);
  return code >= 160 && BLANK.test(String.fromCharCode(code));
}

/** The first place from `start` on, before `end`, that is no white space; else `end`. */
export function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isBlankAt(text, at)) at += 1;
  return at;
}

/** The place behind the last character before `end`, not before `start`, that is no white space; else `start`. */
export function skipBlanksBack(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlankAt(text, at - 1)) at -= 1;
  return at;
}

/** Whether the character here is escaped: an odd number of backslashes stands before it. */
export function isEscapedAt(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
