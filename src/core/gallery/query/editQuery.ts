import { isField } from './fields';
import { fold } from './fold';
import { quote, termsOf, type Term } from './terms';

const isOf = (term: Term, field: string): boolean => term.field === field && !term.negated;

const isValue = (value: string) => (other: { readonly text: string }) => fold(other.text) === fold(value);

/** The values that a search text has for a field, as a form shows them. */
export function valuesIn(query: string, field: string): readonly string[] {
  return termsOf(query, isField).flatMap((term) => (isOf(term, field) ? term.values.map(({ text }) => text) : [])); // prettier-ignore
}

/**
 * Adds a value that was picked in a form: to the values that the field has already, else behind the text.
 * @param field one of the search language, in lower case
 */
export function withValue(query: string, field: string, value: string): string {
  if (valuesIn(query, field).some((one) => fold(one) === fold(value))) return query;
  const term = termsOf(query, isField).find((one) => isOf(one, field));
  if (term) {
    const before = closed(query.slice(0, term.end));
    const comma = term.values.length === 0 || before.endsWith(',') ? '' : ',';
    return before + comma + quote(value) + query.slice(term.end);
  }
  const before = closed(query.trimEnd());
  return `${before}${before === '' ? '' : ' '}${field}:${quote(value)}`;
}

/** Takes a value of a field away, and the field with its last value. */
export function withoutValue(query: string, field: string, value: string): string {
  let text = query;
  for (const term of termsOf(query, isField).reverse()) {
    if (!isOf(term, field) || !term.values.some(isValue(value))) continue;
    const left = term.values.filter((other) => !isValue(value)(other));
    const written = left.map((other) => (other.quoted ? quote(other.text) : other.text)).join(',');
    const before = text.slice(0, term.start);
    const after = text.slice(term.end);
    text =
      left.length > 0
        ? `${before}${field}:${written}${after}`
        : [before.trimEnd(), after.trimStart()].filter((part) => part !== '').join(' ');
  }
  return text;
}

/** Closes a quote that is open at the end, so that what is put behind it is not in it. */
function closed(query: string): string {
  const last = termsOf(query, isField).at(-1);
  const open = /"(?:[^"\\]|\\.)*$/s;
  if (last?.end !== query.length || !last.values.at(-1)?.quoted) return query;
  // All quotes before the last value are closed, so that an odd one is at its beginning.
  const marks = [...query.slice(last.start).matchAll(/\\.|"/gs)].filter(([mark]) => mark === '"').length;
  return marks % 2 === 1 && open.test(query) ? `${query.replace(/\\$/, '')}"` : query;
}
