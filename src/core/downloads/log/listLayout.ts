import { asciiJson } from '../../json/asciiJson';
import type { Span } from '../../json/jsonSpans';

/** How the lists of a log are written: what stands around their elements, and how an element is. */
export interface ListLayout {
  /** Behind the opening bracket. */
  readonly open: string;
  readonly between: string;
  /** Before the closing bracket. */
  readonly close: string;
  /** Of the members of an element; undefined where an element is a line. */
  readonly unit: string | undefined;
  /** Whether blanks stand behind colons and commas within a line. */
  readonly isSpaced: boolean;
}

/**
 * How a list is written, by its first elements; by the rest of the text where it has none.
 * @param text of the whole log
 * @param elements where the elements of the list stand
 */
export function listLayout(text: string, list: Span, elements: readonly Span[]): ListLayout {
  const [, eol = '', unit = ''] = /^[\s\ufeff]*\{[ \t]*(\r?\n)([ \t]+)"/.exec(text) ?? [];
  const isSpaced = unit !== '' || /^[^]{0,200}?":\s/.test(text);
  const [first, second] = elements;
  if (!first) {
    const open = eol + unit.repeat(eol === '' ? 0 : 2);
    const between = eol === '' && isSpaced ? ', ' : `,${open}`;
    return { open, between, close: eol + unit, unit: eol === '' ? undefined : unit, isSpaced };
  }
  const open = text.slice(list.start + 1, first.start);
  const usual = open.includes('\n') ? `,${open}` : isSpaced ? ', ' : ',';
  return {
    open,
    between: second ? text.slice(first.end, second.start) : usual,
    close: text.slice(elements.at(-1)?.end ?? first.end, list.end - 1),
    unit: text.slice(first.start, first.end).includes('\n') ? unit : undefined,
    isSpaced,
  };
}

/**
 * The text of a list.
 * @param elements each as it is written, with what stands before it where that is known
 */
export function writeList(
  { open, between, close }: ListLayout,
  elements: readonly { readonly text: string; readonly lead: string | undefined }[],
): string {
  if (elements.length === 0) return '[]';
  const texts = elements.map(({ text, lead }, at) => (at === 0 ? open : (lead ?? between)) + text);
  return `[${texts.join('')}${close}]`;
}

/** A new element of a list. @param inAscii whether the rest of the text is of ASCII only */
export function writeElement(value: unknown, { open, unit, isSpaced }: ListLayout, inAscii: boolean): string {
  const [, lineBreak = '', indent = ''] = /(\r?\n)([ \t]*)$/.exec(open) ?? [];
  const json =
    unit === undefined
      ? oneLine(value, isSpaced)
      : JSON.stringify(value, undefined, unit).replaceAll('\n', lineBreak + indent);
  return inAscii ? asciiJson(json) : json;
}

/** JSON in a line, as Python writes it by default where it is spaced. */
function oneLine(value: unknown, isSpaced: boolean): string {
  if (!isSpaced) return JSON.stringify(value);
  // A line break is never part of a value: those that are there set elements and members apart.
  return JSON.stringify(value, undefined, 1)
    .replace(/([[{])\n\s*/g, '$1')
    .replace(/\n\s*([\]}])/g, '$1')
    .replace(/\n\s*/g, ' ');
}
