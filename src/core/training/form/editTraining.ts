import * as l10n from '@vscode/l10n';
import { parse, patch } from '@decimalturn/toml-patch';
import { stringify } from 'smol-toml';
import { isDeepStrictEqual } from 'node:util';
import { Problem } from '../../problem/problem';
import { fieldAt } from '../language/fieldFacts';
import { readToml, type TextRange, type TomlDocument } from '../job/toml';

/** What a field of a training file can hold; undefined takes the field out. */
export type FieldValue = string | number | boolean | readonly (string | number)[] | undefined;

/** A field, by the names of the tables that lead to it, with its new value. */
export interface FieldEdit {
  readonly path: readonly string[];
  readonly value: FieldValue;
}

type Table = Record<string, unknown>;

const BOM = '\uFEFF';

/**
 * Changes fields of a training file. Comments, order and layout of the rest stay.
 * @returns the new text
 * @throws Problem `bad_input` where the text is no TOML, or a field lies inside of something that is no table
 */
export function editTraining(source: string, edits: readonly FieldEdit[]): string {
  const [mark, text] = source.startsWith(BOM) ? [BOM, source.slice(1)] : ['', source];
  return mark + edits.reduce(editOne, text);
}

function editOne(text: string, edit: FieldEdit): string {
  const document = readToml(text);
  const [problem] = document.problems;
  if (problem) throw notToml(problem.message);
  const before = valueAt(document.value, edit.path);
  if (isDeepStrictEqual(before, edit.value)) return text;
  const wanted = structuredClone(document.value);
  setField(wanted, edit);
  const edited = byLines(text, document, edit);
  // What a line does not show, such as a table in one line, the library rewrites, with less care for what stands beside.
  if (edited !== undefined && says(edited, wanted)) return edited;
  const whole = parse(text) as Table;
  setField(whole, edit);
  const patched = patch(text, whole);
  if (says(patched, wanted)) return patched;
  throw new Problem(
    'bad_input',
    l10n.t('“{0}” cannot be changed here.', edit.path.join('.')),
    l10n.t('Open it as text and correct it.'),
  );
}

function says(text: string, wanted: Table): boolean {
  const { value, problems } = readToml(text);
  return problems.length === 0 && isDeepStrictEqual(plain(value), plain(wanted));
}

/** Changes only the lines of the field; undefined where it has none of its own. */
function byLines(text: string, document: TomlDocument, { path, value }: FieldEdit): string | undefined {
  const place = document.places.get(path.join('.'));
  const lines = new Lines(text);
  if (place && value !== undefined) return lines.replace(place.value, tomlValue(value, place.float));
  if (place) return lines.without(place.key, place.value);
  if (value === undefined) return text;
  const name = path.at(-1) ?? '';
  const line = `${keyText(name)} = ${tomlValue(value, false)}`;
  const table = path.slice(0, -1);
  const header = table.length === 0 ? -1 : lines.headerOf(table.join('.'));
  if (table.length === 0 || header >= 0) {
    const end = table.length === 0 ? lines.endOfRoot(document) : lines.endOfTable(document, table.join('.'), header); // prettier-ignore
    return lines.insert(behindNeighbour(document, path, header, end) ?? end, line);
  }
  return valueAt(document.value, table) === undefined && table.length === 1
    ? lines.append(['', `[${keyText(table[0] ?? '')}]`, line])
    : undefined;
}

/**
 * The line behind the field that a training file has before this one by its usual order.
 * @param header the line of its table, -1 for the file itself
 * @param end the line behind the last field there
 */
function behindNeighbour(
  { places }: TomlDocument,
  path: readonly string[],
  header: number,
  end: number,
): number | undefined {
  const table = path.slice(0, -1);
  const order = fieldAt(table)?.fields ?? [];
  const before = order.slice(0, Math.max(order.indexOf(path.at(-1) ?? ''), 0)).reverse();
  return before
    .map((name) => (places.get([...table, name].join('.'))?.value.end.line ?? -1) + 1)
    .find((line) => line > header + 1 && line <= end);
}

/** The lines of a text, with their own line ends. */
class Lines {
  private readonly lines: string[];
  private readonly end: string;

  constructor(text: string) {
    this.lines = text.split(/(?<=\n)/);
    this.end = text.includes('\r\n') ? '\r\n' : '\n';
  }

  replace({ start, end }: TextRange, by: string): string {
    const [first = '', last = ''] = [this.lines[start.line], this.lines[end.line]];
    return [
      ...this.lines.slice(0, start.line),
      first.slice(0, start.column) + by + last.slice(end.column),
      ...this.lines.slice(end.line + 1),
    ].join('');
  }

  /** Without the lines of a key and its value; undefined where something else stands in them. */
  without(key: TextRange, value: TextRange): string | undefined {
    const before = (this.lines[key.start.line] ?? '').slice(0, key.start.column);
    const after = (this.lines[value.end.line] ?? '').slice(value.end.column);
    if (!/^\s*$/.test(before) || !/^\s*(?:#.*)?$/.test(after.trimEnd())) return undefined;
    return [...this.lines.slice(0, key.start.line), ...this.lines.slice(value.end.line + 1)].join('');
  }

  /** @param at the number of the line that it stands before */
  insert(at: number, line: string): string {
    const before = this.lines.slice(0, at).join('');
    const isOpen = before !== '' && !before.endsWith('\n');
    return `${before}${isOpen ? this.end : ''}${line}${this.end}${this.lines.slice(at).join('')}`;
  }

  append(lines: readonly string[]): string {
    const before = this.lines.join('');
    const isOpen = before !== '' && !before.endsWith('\n');
    return `${before}${isOpen ? this.end : ''}${lines.join(this.end)}${this.end}`;
  }

  /** Behind the last field that stands in no table; else where the first table begins. */
  endOfRoot({ places }: TomlDocument): number {
    const first = this.lines.findIndex((line) => /^\s*\[/.test(line));
    const isRoot = (line: number) => first < 0 || line < first;
    const ends = [...places.values()].map(({ value }) => value.end.line).filter(isRoot);
    return ends.length > 0 ? Math.max(...ends) + 1 : Math.max(first, 0);
  }

  /** The line of `[name]`; -1 where there is none. */
  headerOf(name: string): number {
    return this.lines.findIndex(
      (line) => /^\s*\[([^[\]]+)\]\s*(?:#.*)?$/.exec(line.trimEnd())?.[1]?.trim() === name,
    );
  }

  endOfTable({ places }: TomlDocument, name: string, header: number): number {
    const ends = [...places]
      .filter(([path]) => path.startsWith(`${name}.`))
      .map(([, { value }]) => value.end.line);
    return Math.max(header, ...ends) + 1;
  }
}

/** @param float the value has been written with a decimal point or an exponent */
function tomlValue(value: NonNullable<FieldValue>, float: boolean): string {
  const text = stringify({ x: value }).trimEnd().replace(/^x = /, '');
  return float && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

const keyText = (name: string) => (/^[\w-]+$/.test(name) ? name : JSON.stringify(name));

function setField(root: Table, { path, value }: FieldEdit): void {
  const [name = '', ...inner] = [...path].reverse();
  let table = root;
  for (const step of inner.reverse()) {
    const found = Object.hasOwn(table, step) ? table[step] : undefined;
    if (found !== undefined && !isTable(found)) throw noTable(step);
    // Nothing to take out of a table that is not there.
    if (found === undefined && value === undefined) return;
    const next: Table = found ?? {};
    define(table, step, next);
    table = next;
  }
  if (value === undefined) Reflect.deleteProperty(table, name);
  else define(table, name, isList(value) ? [...value] : value);
}

/** A field called `__proto__` is one like any other. */
function define(table: Table, name: string, value: unknown): void {
  Object.defineProperty(table, name, { value, enumerable: true, configurable: true, writable: true });
}

function valueAt(table: Table, path: readonly string[]): unknown {
  let found: unknown = table;
  for (const name of path) {
    if (!isTable(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}

/** Values to compare: a table without fields is as none. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isTable(value)) return value;
  const fields = Object.entries(value).map(([name, inner]) => [name, plain(inner)] as const);
  const kept = fields.filter(([, inner]) => inner !== undefined);
  return kept.length === 0 ? undefined : new Map(kept.sort(([one], [other]) => (one < other ? -1 : 1)));
}

const isList = (value: FieldValue): value is readonly (string | number)[] => Array.isArray(value);

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

const notToml = (why: string) =>
  new Problem(
    'bad_input',
    l10n.t('The training file is no TOML now: {0}', why),
    l10n.t('Open it as text and correct it.'),
  );

const noTable = (name: string) =>
  new Problem(
    'bad_input',
    l10n.t('“{0}” is no table in this training file.', name),
    l10n.t('Open it as text and correct it.'),
  );
