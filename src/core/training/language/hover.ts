import * as l10n from '@vscode/l10n';
import { FIELD_OPTIONS } from '../job/fieldOptions';
import { presetFor } from '../job/presets';
import { argumentChoices, networkArguments } from '../options/networkArguments';
import { cursorPlace, type CursorPlace } from './cursorPlace';
import { fieldDocs } from './fieldDocs';
import { fieldAt, fieldPath } from './fieldFacts';
import { argumentDoc, optionDoc } from './optionDocs';
import { optionType } from './optionText';
import { trainingContext, type LanguageKnowledge, type TrainingContext } from './trainingContext';

/** What a word of a training file is. */
export interface TrainingHover {
  /** The offsets of the word. */
  readonly start: number;
  readonly end: number;
  /** Its name and type, as code. */
  readonly code: string;
  /** A sentence of ours, in Markdown. */
  readonly doc?: string | undefined;
  /** What the authors of the trainer say: a text from the user’s checkout. */
  readonly help?: string | undefined;
  /** Choices, default and what else is to be known: texts that may come from the checkout. */
  readonly notes: readonly string[];
}

/** What stands at a position of a training file: a field, a table, an option of the trainer or an argument of it. */
export function hoverAt(
  text: string,
  offset: number,
  knowledge: LanguageKnowledge = {},
): TrainingHover | undefined {
  const place = cursorPlace(text, offset);
  if (!place || place.end <= place.start) return undefined;
  const context = trainingContext(text, knowledge);
  const word = text.slice(place.start, place.end);
  switch (place.part) {
    case 'header':
      return fieldHover(place, word.replaceAll(/[[\]]/g, '').trim().split('.'), context);
    case 'key':
      return place.path.length === 1 && place.path[0] === 'extra'
        ? optionHover(place, word, context)
        : fieldHover(place, [...place.path, word], context);
    case 'value':
      return argumentHover(place, word, context);
  }
}

function fieldHover(
  { start, end }: CursorPlace,
  path: readonly (string | number)[],
  { family, table }: TrainingContext,
): TrainingHover | undefined {
  const facts = fieldAt(path);
  const field = fieldPath(path);
  if (!facts || field === '') return undefined;
  const option = Object.hasOwn(FIELD_OPTIONS, field) ? FIELD_OPTIONS[field] : undefined;
  const preset =
    path.length === 1 ? (presetFor(family) as Readonly<Record<string, unknown>>)[field] : undefined;
  const help = option === undefined ? undefined : table.get(option)?.help;
  return {
    start,
    end,
    code: `${field}: ${facts.type}`,
    doc: fieldDocs()[field],
    ...(help !== undefined && { help }),
    notes: [
      ...(facts.choices ? [choicesNote(facts.choices)] : []),
      ...(preset !== undefined && typeof preset !== 'object'
        ? [l10n.t('In the preset of {0}: {1}', family, JSON.stringify(preset))]
        : []),
      ...(option === undefined ? [] : [l10n.t('Option of the trainer: {0}', option)]),
    ],
  };
}

function optionHover(
  { start, end }: CursorPlace,
  option: string,
  { table }: TrainingContext,
): TrainingHover | undefined {
  const facts = table.get(option);
  if (!facts) return undefined;
  const doc = optionDoc(option);
  return {
    start,
    end,
    code: `${option}: ${optionType(facts)}`,
    ...(doc !== undefined && { doc }),
    ...(facts.help !== undefined && { help: facts.help }),
    notes: [
      ...(facts.choices ? [choicesNote(facts.choices)] : []),
      ...(facts.default === undefined ? [] : [l10n.t('Default: {0}', JSON.stringify(facts.default))]),
    ],
  };
}

/** The name in an argument of `network_args`. */
function argumentHover(
  { start, path, quoted }: CursorPlace,
  written: string,
  { networkModule }: TrainingContext,
): TrainingHover | undefined {
  const option = path[0] === 'extra' ? path[1] : path[0];
  const name = written.split('=')[0] ?? '';
  const isKnown = networkArguments(networkModule)?.includes(name) === true;
  if (option !== 'network_args' || !quoted || !isKnown) return undefined;
  const doc = argumentDoc(name);
  const choices = argumentChoices(networkModule, name);
  return {
    start,
    end: start + name.length,
    code: name,
    ...(doc !== undefined && { doc }),
    notes: [
      ...(choices ? [choicesNote(choices)] : []),
      l10n.t('Argument of the network module {0}', networkModule),
    ],
  };
}

const choicesNote = (choices: readonly (string | number)[]) => l10n.t('One of: {0}', choices.join(', '));
