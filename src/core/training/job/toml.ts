import * as l10n from '@vscode/l10n';
import { ParseError, parseTOML, type AST } from 'toml-eslint-parser';

/** A place in a text: lines and columns count from 0, as editors do. */
export interface TextRange {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

/** What stands at one place of a TOML text: where its key and its value are. */
export interface TomlPlace {
  readonly key: TextRange;
  readonly value: TextRange;
  /** A number that is written with a decimal point or an exponent. */
  readonly float: boolean;
}

export interface TomlProblem {
  readonly message: string;
  readonly range: TextRange;
}

export interface TomlDocument {
  readonly value: Record<string, unknown>;
  /** By path: `network.dim`, `subsets.0.folder`. */
  readonly places: ReadonlyMap<string, TomlPlace>;
  readonly problems: readonly TomlProblem[];
}

/** No training file is larger; a parser must not be kept busy by one. */
const MOST_CHARACTERS = 100_000;
/** So many lines that are no TOML are named, each left out for the next look; of a large file only the first. */
const MOST_PROBLEMS = 10;
const LARGE = 20_000;

/**
 * Reads TOML with the places of its keys. A line that is no TOML is named and left out, so that all of them are named.
 * Never throws.
 */
export function readToml(text: string): TomlDocument {
  const problems: TomlProblem[] = [];
  const nothing = (message: string) => ({
    value: {},
    places: new Map<string, TomlPlace>(),
    problems: [...problems, { message, range: rangeOf(0, 0, 0, 0) }],
  });
  if (text.length > MOST_CHARACTERS) return nothing(l10n.t('The file is too large for a training file.'));
  // A byte order mark is no TOML, and other programs write it.
  let rest = text.replace(/^\uFEFF/, ' ');
  for (;;) {
    try {
      return { ...valuesOf(parseTOML(rest)), problems };
    } catch (error) {
      if (!(error instanceof ParseError))
        return nothing(l10n.t('The file is nested too deeply, or has a text that is too long.'));
      const lines = rest.split('\n');
      const { line, column } = placeOfError(error, lines);
      problems.push({
        message: l10n.t('This is no TOML: {0}', error.message),
        range: rangeOf(line, column, line, column + 1),
      });
      if (problems.length >= MOST_PROBLEMS || text.length > LARGE || (lines[line] ?? '').trim() === '')
        return { value: {}, places: new Map(), problems };
      lines[line] = '';
      rest = lines.join('\n');
    }
  }
}

/** A line that ends too early is noticed only at the start of the next one. */
function placeOfError(error: ParseError, lines: readonly string[]): { line: number; column: number } {
  const line = Math.min(Math.max(0, error.lineNumber - 1), lines.length - 1);
  const before = lines[line - 1] ?? '';
  if (error.column > 0 || before.trim() === '') return { line, column: Math.max(0, error.column) };
  try {
    parseTOML(before);
    return { line, column: 0 };
  } catch {
    return { line: line - 1, column: before.trimEnd().length };
  }
}

function valuesOf(program: AST.TOMLProgram): Pick<TomlDocument, 'value' | 'places'> {
  const root = emptyTable();
  const places = new Map<string, TomlPlace>();
  const addPairs = (
    into: Record<string, unknown>,
    at: readonly (string | number)[],
    pairs: readonly AST.TOMLKeyValue[],
  ) => {
    for (const { key, value } of pairs) {
      const names = key.keys.map(nameOf);
      const last = names.pop() ?? '';
      const table = names.reduce((inner, name) => tableIn(inner, name), into);
      const path = [...at, ...names, last];
      places.set(path.join('.'), {
        key: rangeIn(key.loc),
        value: rangeIn(value.loc),
        float: value.type === 'TOMLValue' && value.kind === 'float',
      });
      table[last] = valueOf(value, path);
    }
  };
  const valueOf = (node: AST.TOMLContentNode, path: readonly (string | number)[]): unknown => {
    if (node.type === 'TOMLValue') return node.value;
    if (node.type === 'TOMLArray')
      return node.elements.map((element, index) => {
        const at = [...path, index];
        const range = rangeIn(element.loc);
        places.set(at.join('.'), {
          key: range,
          value: range,
          float: element.type === 'TOMLValue' && element.kind === 'float',
        });
        return valueOf(element, at);
      });
    const table = emptyTable();
    addPairs(table, path, node.body);
    return table;
  };
  const top = program.body[0];
  for (const node of top.body) {
    if (node.type === 'TOMLKeyValue') addPairs(root, [], [node]);
    else {
      const range = rangeIn(node.key.loc);
      places.set(node.resolvedKey.join('.'), { key: range, value: range, float: false });
      addPairs(tableAt(root, node.resolvedKey), node.resolvedKey, node.body);
    }
  }
  return { value: root, places };
}

/** Without a prototype, so that no key of a file means anything else. */
const emptyTable = () => Object.create(null) as Record<string, unknown>;
const nameOf = (key: AST.TOMLBare | AST.TOMLQuoted) => (key.type === 'TOMLBare' ? key.name : key.value);
const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof Date);

function tableIn(table: Record<string, unknown>, name: string): Record<string, unknown> {
  const found = table[name];
  if (isTable(found)) return found;
  return (table[name] = emptyTable());
}

/** The table of a header such as `[a.b]` or, with a number, `[[a]]`. */
function tableAt(root: Record<string, unknown>, path: readonly (string | number)[]): Record<string, unknown> {
  let at: Record<string, unknown> = root;
  for (const [index, step] of path.entries()) {
    if (typeof path[index + 1] !== 'number') at = tableIn(at, String(step));
    else at = (at[String(step)] ??= []) as Record<string, unknown>;
  }
  return at;
}

const rangeOf = (line: number, column: number, endLine: number, endColumn: number): TextRange => ({
  start: { line, column },
  end: { line: endLine, column: endColumn },
});
const rangeIn = ({ start, end }: AST.TOMLNode['loc']) =>
  rangeOf(start.line - 1, start.column, end.line - 1, end.column);
