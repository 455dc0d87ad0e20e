import type { Problem } from '../../problem/problem';
import { redact } from '../../text/redact';
import { visible } from '../../text/visible';
import { pageInstead, textInstead } from './failures';

/** So much of a file tells whether it is text, and what an error says. */
const LOOKED_AT = 1024;
const MOST_WORDS = 200;

/**
 * Why the beginning of a file cannot be that of one which is no text. Models begin with the length of their header
 * (safetensors: 8 bytes, most of them zero), `GGUF`, `PK`, or 0x80.
 * @returns undefined where it may be
 */
export function refusedStart(first: Uint8Array, host: string, name: string): Problem | undefined {
  const bytes = Buffer.from(first.buffer, first.byteOffset, Math.min(first.length, LOOKED_AT));
  // Text holds no such byte; what is binary holds some near its beginning.
  if (bytes.includes(0)) return undefined;
  const text = bytes
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (/^<(?:!doctype|!--|html|head|body|\?xml|error)/i.test(text)) return pageInstead(host, name);
  if (/^[{[]\s*["{[\]}]/.test(text)) return textInstead(host, name, wordsOf(text));
  return undefined;
}

/** What an error in JSON says; empty where it says nothing. */
function wordsOf(text: string): string {
  try {
    const { error, message } = JSON.parse(text) as { readonly error?: unknown; readonly message?: unknown };
    const words = typeof message === 'string' ? message : error;
    return typeof words === 'string' ? visible(redact(words)).slice(0, MOST_WORDS) : '';
  } catch {
    return '';
  }
}
