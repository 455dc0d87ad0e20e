import * as l10n from '@vscode/l10n';
import { parse, patch } from '@decimalturn/toml-patch';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';

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
  const value = tableOf(text);
  for (const edit of edits) setField(value, edit);
  return mark + patch(text, value);
}

function tableOf(text: string): Table {
  try {
    return parse(text) as Table;
  } catch (error) {
    throw new Problem(
      'bad_input',
      l10n.t('The training file is no TOML now: {0}', toProblem(error, '').message),
      l10n.t('Open it as text and correct it.'),
    );
  }
}

function setField(root: Table, { path, value }: FieldEdit): void {
  const [name = '', ...inner] = [...path].reverse();
  let table = root;
  for (const step of inner.reverse()) {
    const found = Object.hasOwn(table, step) ? table[step] : undefined;
    if (found !== undefined && !isTable(found)) throw noTable(step);
    // Nothing to take out of a table that is not there.
    if (found === undefined && value === undefined) return;
    const next: Table = found ?? {};
    table[step] = next;
    table = next;
  }
  // A field called `__proto__` is one like any other.
  if (value === undefined) Reflect.deleteProperty(table, name);
  else Object.defineProperty(table, name, { value: isList(value) ? [...value] : value, enumerable: true, configurable: true, writable: true }); // prettier-ignore
}

const isList = (value: FieldValue): value is readonly (string | number)[] => Array.isArray(value);

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

const noTable = (name: string) =>
  new Problem(
    'bad_input',
    l10n.t('“{0}” is no table in this training file.', name),
    l10n.t('Open it as text and correct it.'),
  );
