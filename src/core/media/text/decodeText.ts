/**
 * UTF-8 where the bytes are valid UTF-8, else Latin-1, as PNG and JPEG comments have it by their standards; what are
 * control codes there are the letters of Windows-1252, as browsers read it.
 */
export function utf8OrLatin1(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/**
 * UTF-16 of unknown byte order: writers do not keep to the order of the Exif header. A byte order mark decides, then
 * the zero bytes that Latin letters have, then which of both reads as text.
 */
export function decodeUtf16(bytes: Uint8Array): string {
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  if (even[0] === 0xfe && even[1] === 0xff) return decode(even, 'utf-16be');
  if (even[0] === 0xff && even[1] === 0xfe) return decode(even, 'utf-16le');
  let big = 0;
  let little = 0;
  for (let at = 0; at < even.length; at += 2) {
    if (even[at] === 0 && isPrintable(even[at + 1])) big += 1;
    if (even[at + 1] === 0 && isPrintable(even[at])) little += 1;
  }
  if (big !== little) return decode(even, big > little ? 'utf-16be' : 'utf-16le');
  const [bigText, littleText] = [decode(even, 'utf-16be'), decode(even, 'utf-16le')];
  return readability(littleText) > readability(bigText) ? littleText : bigText;
}

/** So many tell what a text is. */
const SAMPLE = 4096;

/** Whether bytes without any mark of their encoding are UTF-16: every second one of Latin letters is zero. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE);
  let zeros = 0;
  for (const byte of sample.subarray(0, sample.length - 1)) if (byte === 0) zeros += 1;
  return zeros * 4 > sample.length;
}

/** The codes of Exif’s UserComment (Exif 2.32, table 9): eight bytes before the text. */
const CODE_BYTES = 8;

/** The text of an Exif UserComment: with one of the codes before it, with eight NUL, or with nothing. */
export function decodeUserComment(bytes: Uint8Array): string {
  const code = Buffer.from(bytes.subarray(0, CODE_BYTES)).toString('latin1').toUpperCase();
  const rest = bytes.subarray(CODE_BYTES);
  if (code === 'UNICODE\0') return isPlainUtf8(rest) ? utf8OrLatin1(rest) : decodeUtf16(rest);
  if (code.startsWith('JIS\0'))
    return rest.includes(0x1b) ? decode(rest, 'iso-2022-jp') : decodeUnmarked(rest);
  if (code.startsWith('ASCII\0') || code === '\0'.repeat(CODE_BYTES)) return decodeUnmarked(rest);
  return decodeUnmarked(bytes);
}

/** UTF-8 or UTF-16 or Latin-1, by what the bytes look like. */
export function decodeUnmarked(bytes: Uint8Array): string {
  const hasMark = (bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0xff && bytes[1] === 0xfe);
  return hasMark || looksLikeUtf16(bytes) ? decodeUtf16(bytes) : utf8OrLatin1(bytes);
}

/** Some writers put UTF-8 behind the code for UTF-16: then no byte is zero and most are ASCII. */
function isPlainUtf8(bytes: Uint8Array): boolean {
  let ascii = 0;
  const end = bytes.at(-1) === 0 ? bytes.length - 1 : bytes.length;
  for (const byte of bytes.subarray(0, end)) {
    if (byte === 0) return false;
    if (byte < 0x80) ascii += 1;
  }
  return ascii * 2 > end && isUtf8(bytes);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function decode(bytes: Uint8Array, encoding: 'utf-16be' | 'utf-16le' | 'iso-2022-jp'): string {
  return new TextDecoder(encoding).decode(bytes);
}

function isPrintable(byte: number | undefined): boolean {
  return (
    byte !== undefined && ((byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09)
  );
}

/** The share of letters of scripts that are in use. */
function readability(whole: string): number {
  const text = whole.slice(0, SAMPLE);
  const letters = text.match(/[\p{L}\p{N}\p{P}\s]/gu)?.length ?? 0;
  const common = text.match(/[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\u0400-\u04ff]/g)?.length ?? 0;
  return (letters + common) / Math.max(1, text.length);
}
