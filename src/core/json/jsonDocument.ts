import * as l10n from '@vscode/l10n';
import { parseTree, type Node, type ParseError } from 'jsonc-parser';

/** A JSON text read strictly, or where and why it is none. */
export type JsonRead =
  | { readonly ok: true; readonly value: Record<string, unknown> }
  | { readonly ok: false; readonly line: number; readonly column: number; readonly reason: string };

const BOM = '\ufeff';

/** A value as it is written: numbers keep digits that JavaScript's numbers cannot hold. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** Changes within the object that a key has as its value; everything else in it stays as it is written. */
export class JsonMembers {
  constructor(readonly changes: Readonly<Record<string, unknown>>) {}
}

/** The members of an object that `parseJsonObject` accepts, each as it is written. Of two of a name the last counts. */
export function memberTexts(text: string): Map<string, JsonText> {
  const members = new Map<string, JsonText>();
  for (const { children } of parseTree(text)?.children ?? []) {
    const [key, value] = children ?? [];
    if (typeof key?.value !== 'string' || !value) continue;
    members.set(key.value, new JsonText(text.slice(value.offset, value.offset + value.length)));
  }
  return members;
}

/** Reads a JSON object. Comments, trailing commas and anything but an object are refused. */
export function parseJsonObject(text: string): JsonRead {
  const body = text.startsWith(BOM) ? text.slice(1) : text;
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { ok: true, value: value as Record<string, unknown> };
    }
    return { ok: false, line: 1, column: 1, reason: l10n.t('it is no object') };
  } catch {
    return { ok: false, ...positionOfError(body), reason: l10n.t('it is no valid JSON') };
  }
}

function positionOfError(text: string): { line: number; column: number } {
  const errors: ParseError[] = [];
  try {
    parseTree(text, errors, { disallowComments: true });
  } catch {
    return { line: 1, column: 1 }; // Nested too deeply for any parser that recurses.
  }
  const before = text.slice(0, errors[0]?.offset ?? text.length).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/**
 * Sets (or, by `undefined`, removes) keys of a JSON object and leaves every other byte as it is: unknown keys, the
 * order, how numbers are written, indentation, line ends and BOM.
 * @param text an object that `parseJsonObject` accepts
 * @param changes plain values, `JsonText` for values as they are written elsewhere, or `JsonMembers` for changes
 * within an object that is there
 * @throws RangeError where the text is nested too deeply
 */
export function editJson(text: string, changes: Readonly<Record<string, unknown>>): string {
  const bom = text.startsWith(BOM) ? BOM : '';
  let body = text.slice(bom.length);
  for (const [key, value] of Object.entries(changes)) body = setKey(body, key, value);
  return bom + body;
}

function setKey(text: string, key: string, value: unknown): string {
  const root = parseTree(text);
  // Of a key that stands twice, the last one counts.
  const present = root?.children?.findLast((property) => property.children?.[0]?.value === key);
  if (value === undefined) return present ? removeKey(text, key) : text;
  const old = present?.children?.[1];
  if (old?.type === 'object' && value instanceof JsonMembers) {
    const { offset, length } = old;
    return splice(text, offset, length, editJson(text.slice(offset, offset + length), value.changes));
  }
  const style = styleOf(text, root);
  const written = write(value, style);
  if (old) return splice(text, old.offset, old.length, written);
  const last = root?.children?.at(-1);
  const property = `${style.break}${JSON.stringify(key)}:${style.space}${written}`;
  if (last) return splice(text, last.offset + last.length, 0, `,${property}`);
  return splice(text, (root?.offset ?? 0) + 1, 0, style.break === '' ? property : `${property}${style.eol}`);
}

function removeKey(text: string, key: string): string {
  const root = parseTree(text);
  const properties = root?.children ?? [];
  const index = properties.findIndex(({ children }) => children?.[0]?.value === key);
  const property = properties[index];
  if (!root || !property) return text;
  const before = properties[index - 1];
  const after = properties[index + 1];
  let start = property.offset;
  let end = property.offset + property.length;
  if (after) end = after.offset;
  else if (before) start = before.offset + before.length;
  else [start, end] = [root.offset + 1, root.offset + root.length - 1];
  return removeKey(splice(text, start, end - start, ''), key);
}

interface Style {
  readonly eol: string;
  readonly indent: string;
  /** What stands before a property: line end and indentation, or nothing in a text of one line. */
  readonly break: string;
  readonly space: string;
}

function styleOf(text: string, root: Node | undefined): Style {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const first = root?.children?.[0];
  if (!first) return { eol, indent: '  ', break: `${eol}  `, space: ' ' };
  const before = /(\r?\n)([ \t]*)$/.exec(text.slice(0, first.offset));
  const colon = first.children?.[1] ? text.slice(first.offset, first.children[1].offset) : ': ';
  const space = colon.endsWith(' ') ? ' ' : '';
  if (!before) return { eol, indent: '', break: space, space };
  const [, lineBreak = eol, indent = ''] = before;
  return { eol: lineBreak, indent, break: lineBreak + indent, space };
}

function write(value: unknown, { eol, indent }: Style): string {
  // Within JSON, a line break is never part of a value.
  if (value instanceof JsonText) return value.text.replace(/\s*[\r\n]\s*/g, ' ');
  if (indent === '') return JSON.stringify(value);
  return JSON.stringify(value, null, indent).replaceAll('\n', eol + indent);
}

function splice(text: string, offset: number, length: number, inserted: string): string {
  return text.slice(0, offset) + inserted + text.slice(offset + length);
}
