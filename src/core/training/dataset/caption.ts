import { readRegular } from '../../files/regularFile';

/** What is wrong with a caption: the trainer ends at it, or trains with none. */
export type CaptionFault = 'empty' | 'blank_line' | 'not_utf8' | 'too_large' | 'unreadable';

/** A caption file as the trainer would read it. */
export interface Caption {
  readonly name: string;
  readonly fault?: CaptionFault;
  /** The first line; all of them where each is a variant. */
  readonly lines: readonly string[];
  /** Lines behind the first one that say something. */
  readonly more: number;
  /** A byte order mark stands in front. */
  readonly mark: boolean;
}

/** No caption is longer; what a stranger calls one must not fill the memory. */
const MOST_BYTES = 256 * 1024;

/** Reads a caption. Never throws. */
export async function readCaption(path: string, name: string, allLines: boolean): Promise<Caption> {
  const broken = (fault: CaptionFault): Caption => ({ name, fault, lines: [], more: 0, mark: false });
  let bytes: Buffer;
  try {
    bytes = await readRegular(path, MOST_BYTES);
  } catch (error) {
    return broken(error instanceof Error && error.name === 'Problem' ? 'too_large' : 'unreadable');
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return broken('not_utf8');
  }
  // Nothing that can be written has it: UTF-16 without its mark looks like UTF-8 full of them.
  if (text.includes('\0')) return broken('not_utf8');
  const mark = text.startsWith('\uFEFF');
  const all = (mark ? text.slice(1) : text).split(/\r\n|\r|\n/).map((line) => line.trim());
  const filled = all.filter((line) => line !== '');
  if (filled.length === 0) return { ...broken('empty'), mark };
  if (!allLines && all[0] === '') return { name, fault: 'blank_line', lines: [], more: filled.length, mark };
  return {
    name,
    lines: allLines ? filled : filled.slice(0, 1),
    more: allLines ? 0 : filled.length - 1,
    mark,
  };
}
