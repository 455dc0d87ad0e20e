import { stringify } from 'smol-toml';
import { TRAINING_SCHEMA, type TrainingFile } from './trainingFile';

/** A training file's text, its fields in the usual order. What is not set is left out. */
export function trainingText(training: Partial<TrainingFile>): string {
  const fields = Object.keys(TRAINING_SCHEMA.entries) as (keyof TrainingFile)[];
  const set = fields.filter((field) => training[field] !== undefined && !isEmpty(training[field]));
  const isTable = (field: keyof TrainingFile) =>
    typeof training[field] === 'object' && (!Array.isArray(training[field]) || field === 'subsets');
  const ordered = [...set.filter((field) => !isTable(field)), ...set.filter(isTable)];
  return stringify(withoutUnset(Object.fromEntries(ordered.map((field) => [field, training[field]]))));
}

const isEmpty = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

/** The same without members that are undefined, which TOML cannot write. */
function withoutUnset(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [key, unset(inner)]),
  );
}
function unset(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unset);
  return typeof value === 'object' && value !== null && !(value instanceof Date)
    ? withoutUnset(value as Record<string, unknown>)
    : value;
}
