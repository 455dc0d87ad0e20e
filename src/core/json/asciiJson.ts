const NOT_ASCII = /[\u0080-\uffff]/g;

/** Whether a text is ASCII only, as Python's `json.dump` writes it: then what is added to it should be, too. */
export function isAscii(text: string): boolean {
  return text.search(NOT_ASCII) < 0;
}

/** JSON with escapes in place of whatever is not ASCII. It means the same. */
export function asciiJson(json: string): string {
  return json.replace(NOT_ASCII, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
