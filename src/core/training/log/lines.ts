import { TextDecoder } from 'node:util';

/** A longer line loses its middle. */
const HEAD = 32_768;
const TAIL = 32_768;

/** Takes the bytes of a stream. */
export interface ByteSink {
  readonly write: (bytes: Uint8Array) => void;
  /** What is left is a line, too. */
  readonly end: () => void;
}

/**
 * Cuts bytes into lines at `\n`, `\r\n` and `\r`, which ends each refresh of a progress bar. Reads UTF-8, and UTF-16
 * where a mark says so (PowerShell's `>` writes it). Keeps one line at most.
 */
export function createLines(onLine: (line: string) => void): ByteSink {
  let decoder: TextDecoder | undefined;
  /** The first byte, until the second tells what they are. */
  let first: Uint8Array = new Uint8Array();
  let open = '';
  let cut = false;
  let afterReturn = false;

  const finish = (rest: string): void => {
    const line = open === '' ? rest : open + rest;
    open = '';
    onLine(cut || line.length > HEAD + TAIL ? `${line.slice(0, HEAD)}${line.slice(-TAIL)}` : line);
    cut = false;
  };

  const keep = (piece: string): void => {
    open += piece;
    if (open.length <= 2 * (HEAD + TAIL)) return;
    open = `${open.slice(0, HEAD)}${open.slice(-TAIL)}`;
    cut = true;
  };

  const read = (text: string): void => {
    let start = 0;
    if (afterReturn && text !== '') {
      if (text.charCodeAt(0) === 10) start = 1;
      afterReturn = false;
    }
    let feed = text.indexOf('\n', start);
    let back = text.indexOf('\r', start);
    while (feed >= 0 || back >= 0) {
      const at = back < 0 || (feed >= 0 && feed < back) ? feed : back;
      finish(text.slice(start, at));
      start = at + 1;
      if (at === back) {
        if (feed === start) start += 1;
        else afterReturn = start === text.length;
        back = text.indexOf('\r', start);
      }
      if (feed >= 0 && feed < start) feed = text.indexOf('\n', start);
    }
    if (start < text.length) keep(text.slice(start));
  };

  const write = (bytes: Uint8Array): void => {
    let given = bytes;
    if (!decoder) {
      given = first.length === 0 ? bytes : Buffer.concat([first, bytes]);
      if (given.length < 2) {
        first = given.slice();
        return;
      }
      decoder = decoderFor(given);
      first = new Uint8Array();
    }
    read(decoder.decode(given, { stream: true }));
  };

  return {
    write,
    end: () => {
      decoder ??= decoderFor(first);
      if (first.length === 1) read(decoder.decode(first, { stream: true }));
      read(decoder.decode());
      if (open !== '') finish('');
    },
  };
}

function decoderFor([first, second]: Uint8Array): TextDecoder {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  return new TextDecoder(first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8');
}
