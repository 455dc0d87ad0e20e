const NUMBER = '[+-]?\\s*(?:\\d[\\d_]*\\.?[\\d_]*|\\.\\d[\\d_]*)(?:[eE][+-]?\\d+)?';
const STRING = '"[^"\\\\]*"|\'[^\'\\\\]*\'';
const ATOM = `(?:True|False|None|${NUMBER}|${STRING})`;
const LIST = `${ATOM}(?:\\s*,\\s*${ATOM})*\\s*,?`;
const LITERAL = new RegExp(`^(?:${LIST}|\\(\\s*(?:${LIST})?\\s*\\)|\\[\\s*(?:${LIST})?\\s*\\])$`);

/** Whether a text is a value as Python writes it: what `ast.literal_eval` reads, without nested ones. */
export function pythonLiteral(text: string): boolean {
  const trimmed = text.trim();
  // Nested ones are rare: they are believed.
  return (
    trimmed.length < 1000 &&
    (LITERAL.test(trimmed) || /^[[({].*[[({].*[\])}]$/s.test(trimmed) || /^\{.*\}$/s.test(trimmed))
  );
}
