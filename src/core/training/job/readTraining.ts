import * as l10n from '@vscode/l10n';
import { closest } from 'fastest-levenshtein';
import * as v from 'valibot';
import type { Finding } from '../finding';
import type { Settings, SettingValue } from '../options/settings';
import { fieldOf } from './fieldOptions';
import { readToml, type TextRange, type TomlDocument } from './toml';
import { TRAINING_SCHEMA, type TrainingFile } from './trainingFile';

/** A finding with its place in the training file, where it has one. */
export interface PlacedFinding extends Finding {
  readonly range?: TextRange;
}

export interface TrainingRead {
  /** What the file says; absent where it lacks what no training can do without, or has a wrong value. */
  readonly training?: TrainingFile;
  readonly findings: readonly PlacedFinding[];
  readonly document: TomlDocument;
}

/** Where the fields of an object are known, so that others can be told. */
interface KnownFields {
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly wrapped?: KnownFields;
  readonly item?: KnownFields;
}

/** Reads a training file and names every problem at once, each with its place. Never throws. */
export function readTraining(source: string, file?: string): TrainingRead {
  const document = readToml(source);
  const findings: PlacedFinding[] = document.problems.map(({ message, range }) => ({
    ...at(file, undefined, range),
    level: 'error',
    code: 'not_toml',
    message,
    fix: l10n.t('Correct this line.'),
  }));
  findings.push(...unknownFields(document, TRAINING_SCHEMA, document.value, [], file));
  const parsed = v.safeParse(TRAINING_SCHEMA, document.value, { abortPipeEarly: true });
  for (const issue of parsed.success ? [] : parsed.issues) {
    const path = (issue.path ?? []).map(({ key }) => String(key));
    const missing = issue.received === 'undefined';
    // A line that is no TOML may be the very one that is missing.
    if (missing && document.problems.length > 0) continue;
    findings.push({
      ...at(file, path.join('.'), missing ? tableRange(document, path) : placeOf(document, path)?.value),
      level: 'error',
      code: missing ? 'field_missing' : 'wrong_value',
      message: missing
        ? l10n.t('“{0}” is missing.', path.join('.'))
        : l10n.t('“{0}” has to be {1}.', path.join('.'), issue.message),
      fix: missing ? l10n.t('Add a line {0} = "…".', path.at(-1) ?? '') : l10n.t('Write {0}.', issue.message),
    });
  }
  const training = parsed.success && document.problems.length === 0 ? parsed.output : undefined;
  if (training) findings.push(...together(document, training, file));
  return { ...(training ? { training } : {}), findings, document };
}

/** What `[extra]` says by the trainer's own names, and which of its numbers have a decimal point. */
export function extraSettings(
  training: TrainingFile,
  document?: TomlDocument,
): { readonly settings: Settings; readonly floats: ReadonlySet<string> } {
  const settings = Object.create(null) as Record<string, SettingValue>;
  const floats = new Set<string>();
  for (const [option, value] of Object.entries(training.extra ?? {})) {
    if (!isSetting(value)) continue;
    settings[option] = value;
    if (document?.places.get(`extra.${option}`)?.float) floats.add(option);
  }
  return { settings, floats };
}

const isPlain = (value: unknown) =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));
const isSetting = (value: unknown): value is SettingValue =>
  isPlain(value) || (Array.isArray(value) && value.every(isPlain));

/** What single fields do not show: fields that do not go together. */
function together(document: TomlDocument, training: TrainingFile, file?: string): PlacedFinding[] {
  const findings: PlacedFinding[] = [];
  const add = (level: Finding['level'], code: string, option: string, message: string, fix: string) =>
    findings.push({
      ...at(file, option, document.places.get(option)?.key),
      level,
      code,
      message,
      fix,
    });
  if (training.pictures === undefined && (training.subsets ?? []).length === 0)
    add(
      'error',
      'field_missing',
      'pictures',
      l10n.t('Neither “pictures” nor [[subsets]] says where the pictures are.'),
      l10n.t('Add pictures = "folder".'),
    );
  if (training.pictures !== undefined && (training.subsets ?? []).length > 0)
    add(
      'error',
      'two_fields',
      'pictures',
      l10n.t('Both “pictures” and [[subsets]] say where the pictures are.'),
      l10n.t('Make “pictures” one of the subsets.'),
    );
  if (training.steps !== undefined && training.epochs !== undefined)
    add(
      'warning',
      'two_fields',
      'steps',
      l10n.t('“steps” is ignored, as “epochs” is set.'),
      l10n.t('Keep one of them.'),
    );
  for (const [option, value] of Object.entries(training.extra ?? {}))
    if (!isSetting(value))
      add(
        'error',
        'wrong_value',
        `extra.${option}`,
        l10n.t('“{0}” is nothing that an option of the trainer can be.', option),
        l10n.t('Write a text, a number, true, false or a list of them.'),
      );
  return findings;
}

/** Fields that a training file does not have, also inside its tables. */
function unknownFields(
  document: TomlDocument,
  known: KnownFields,
  value: unknown,
  path: readonly string[],
  file?: string,
): PlacedFinding[] {
  if (known.wrapped) return unknownFields(document, known.wrapped, value, path, file);
  if (known.item && Array.isArray(value))
    return value.flatMap((each, index) =>
      unknownFields(document, known.item ?? {}, each, [...path, String(index)], file),
    );
  const { entries } = known;
  if (!entries || typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const inside = [...path, name];
    if (Object.hasOwn(entries, name))
      return unknownFields(document, entries[name] as KnownFields, inner, inside, file);
    const field = fieldOf(name);
    const nearest =
      field !== undefined && Object.hasOwn(entries, field)
        ? field
        : closest(name.slice(0, 100), Object.keys(entries));
    return [
      {
        ...at(file, inside.join('.'), placeOf(document, inside)?.key),
        level: 'error' as const,
        code: 'unknown_field',
        nearest,
        message: l10n.t('A training file has no “{0}”.', inside.join('.').slice(0, 200)),
        fix: l10n.t('Did you mean {0}? Options of the trainer itself stand in [extra].', nearest),
      },
    ];
  });
}

const at = (file: string | undefined, option: string | undefined, range: TextRange | undefined) => ({
  ...(file === undefined ? {} : { file }),
  ...(option === undefined ? {} : { option }),
  ...(range === undefined ? {} : { range }),
});

/** The place of a path, else of what it stands in. */
function placeOf(document: TomlDocument, path: readonly string[]) {
  for (let length = path.length; length > 0; length--) {
    const place = document.places.get(path.slice(0, length).join('.'));
    if (place) return place;
  }
  return undefined;
}

const tableRange = (document: TomlDocument, path: readonly string[]): TextRange =>
  placeOf(document, path.slice(0, -1))?.key ?? { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };
