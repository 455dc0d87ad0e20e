import * as l10n from '@vscode/l10n';
import type { FieldFacts } from '../language/fieldFacts';
import { fieldAt } from '../language/fieldFacts';
import { fieldDocs } from '../language/fieldDocs';
import { FIELD_OPTIONS } from '../job/fieldOptions';
import { presetFor } from '../job/presets';
import type { PlacedFinding } from '../job/readTraining';
import { FAMILIES, FAMILY_FACTS, type Family } from '../options/families';
import { fieldText } from './fieldText';

/** A field of the form. */
export interface FormField {
  /** Its path in the training file: `save.every_steps`. */
  readonly path: string;
  /** Undefined: it is called by its name in the file. */
  readonly label?: string;
  readonly help: string;
  /** The option of the trainer that it sets. */
  readonly option?: string;
  readonly kind: FieldFacts['kind'] | 'path';
  readonly choices?: readonly string[];
  /** As it stands in the form; undefined where the file does not have it. */
  readonly value?: string;
  /** What its preset has for this family. */
  readonly usual?: string;
  readonly isMain: boolean;
  readonly findings: readonly PlacedFinding[];
}

/** The fields that every training needs to be thought of, in this order. */
const mainLabels = (): Readonly<Record<string, string>> => ({
  name: l10n.t('Name'),
  trigger: l10n.t('Trigger token'),
  class: l10n.t('Class'),
  family: l10n.t('Kind of base model'),
  base_model: l10n.t('Base model'),
  pictures: l10n.t('Folder of pictures'),
  resolution: l10n.t('Resolution'),
  dim: l10n.t('Network dim'),
  steps: l10n.t('Steps'),
  repeats: l10n.t('Repeats'),
  unet_only: l10n.t('UNet only'),
  weight: l10n.t('Recommended weight'),
});

const PATHS: ReadonlySet<string> = new Set(['base_model', 'pictures', 'network_weights', 'lora_dir', 'samples.file']); // prettier-ignore
/** Tables whose fields are fields of the form. The others are edited as text. */
const TABLES = ['components', 'save', 'samples', 'launcher'] as const;

/** The fields of a training file, the main ones first. @param value what the file says */
export function formFields(
  value: Readonly<Record<string, unknown>>,
  findings: readonly PlacedFinding[],
): FormField[] {
  const docs = fieldDocs();
  const labels = mainLabels();
  const family = FAMILIES.find((each) => each === value.family) ?? 'sd15';
  const preset: Readonly<Record<string, unknown>> = presetFor(family);
  const field = (path: string): FormField => {
    const names = path.split('.');
    const facts = fieldAt(names) ?? { kind: 'text', type: 'string' };
    const own = valueAt(value, names);
    const usual = valueAt(preset, names);
    const option = FIELD_OPTIONS[path];
    const label = labels[path];
    return {
      path,
      ...(label !== undefined && { label }),
      help: docs[path] ?? '',
      ...(option !== undefined && option !== path && { option }),
      kind: PATHS.has(path) || path.startsWith('components.') ? 'path' : facts.kind,
      ...(facts.choices && { choices: facts.choices }),
      ...(own !== undefined && { value: fieldText(own) }),
      ...(usual !== undefined && { usual: fieldText(usual) }),
      isMain: label !== undefined,
      findings: findings.filter((finding) => finding.option === path),
    };
  };
  const main = Object.keys(labels);
  const others = pathsOf(family).filter((path) => !main.includes(path));
  return [...main, ...others].map(field);
}

/** Every field that a form shows for a family. */
function pathsOf(family: Family): string[] {
  const root = fieldAt([])?.fields ?? [];
  const inner = TABLES.flatMap((table) => (fieldAt([table])?.fields ?? []).map((name) => `${table}.${name}`));
  const needed = new Set(FAMILY_FACTS[family].components.map((name) => `components.${name}`));
  return [
    ...root.filter(
      (name) => !['components', 'save', 'samples', 'launcher', 'subsets', 'extra'].includes(name),
    ),
    ...inner.filter(
      (path) => !path.startsWith('components.') || needed.has(path) || path === 'components.vae',
    ),
  ];
}

/** An option of the trainer in `[extra]`. */
export interface ExtraField {
  readonly name: string;
  readonly value: string;
  readonly findings: readonly PlacedFinding[];
}

export function extraFields(
  value: Readonly<Record<string, unknown>>,
  findings: readonly PlacedFinding[],
): ExtraField[] {
  const extra = isTable(value.extra) ? value.extra : {};
  return Object.entries(extra).map(([name, own]) => ({
    name,
    value: fieldText(own),
    findings: findings.filter(({ option }) => option === `extra.${name}` || option === name),
  }));
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function valueAt(table: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  let found: unknown = table;
  for (const name of path) {
    if (!isTable(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}
