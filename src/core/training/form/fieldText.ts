import * as l10n from '@vscode/l10n';
import { Problem } from '../../problem/problem';
import type { FieldFacts } from '../language/fieldFacts';
import type { FieldValue } from './editTraining';

/** The value of a field as it stands in a form: a list has one line for each of its values. */
export function fieldText(value: unknown): string {
  if (Array.isArray(value)) return value.map(fieldText).join('\n');
  if (typeof value === 'string') return value;
  return value === undefined ? '' : JSON.stringify(value);
}

/**
 * What a text that was typed into a form means for a field. Nothing takes the field out.
 * @throws Problem `bad_input` where it cannot be a value of that field
 */
export function fieldValue(text: string, { kind, type }: Pick<FieldFacts, 'kind' | 'type'>): FieldValue {
  const typed = text.trim();
  if (typed === '') return undefined;
  switch (kind) {
    case 'flag':
      return typed === 'true';
    case 'number':
      return numberOf(typed, type === 'integer');
    case 'list':
      return linesOf(text);
    case 'several':
      // A size, a list of learning rates, a GPU: what looks like a number is one.
      return isNumber(typed) ? Number(typed) : typed.includes('\n') ? linesOf(text).map(numberOrText) : typed;
    case 'text':
    case 'table':
    case 'tables':
      return typed;
  }
}

/** What a text means for an option of the trainer, whose kind is not known. */
export function optionValue(text: string): FieldValue {
  const typed = text.trim();
  if (typed === '') return undefined;
  if (typed === 'true' || typed === 'false') return typed === 'true';
  if (isNumber(typed)) return Number(typed);
  return typed.includes('\n') ? linesOf(text).map(numberOrText) : typed;
}

const isNumber = (text: string) => /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text);
const numberOrText = (text: string) => (isNumber(text) ? Number(text) : text);
const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function numberOf(text: string, whole: boolean): number {
  const value = Number(text);
  if (isNumber(text) && Number.isFinite(value) && (!whole || Number.isInteger(value))) return value;
  throw new Problem(
    'bad_input',
    whole ? l10n.t('“{0}” is no whole number.', text) : l10n.t('“{0}” is no number.', text),
    '',
  );
}
