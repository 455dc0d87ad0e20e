import { presetFor } from '../job/presets';
import { OF_JOB } from '../job/trainerSettings';
import { FAMILY_FACTS } from '../options/families';
import { argumentChoices, networkArguments } from '../options/networkArguments';
import type { OptionFacts } from '../options/optionTable';
import { OPTIMIZERS, SCHEDULERS } from '../options/rules/optimizerRules';
import { cursorPlace, type CursorPlace } from './cursorPlace';
import { fieldDocs } from './fieldDocs';
import { fieldAt, fieldPath, type FieldFacts } from './fieldFacts';
import { argumentDoc, optionDoc } from './optionDocs';
import { optionType } from './optionText';
import { trainingContext, type LanguageKnowledge, type TrainingContext } from './trainingContext';

/** One suggestion, and what it writes instead of the text from `start` to `end`. */
export interface Completion {
  readonly label: string;
  readonly kind: 'field' | 'table' | 'option' | 'argument' | 'value';
  readonly start: number;
  readonly end: number;
  /** What is written before the cursor, selected and behind it. */
  readonly before: string;
  readonly selected: string;
  readonly after: string;
  readonly type?: string;
  /** A sentence of ours, in Markdown. */
  readonly doc?: string | undefined;
  /** A text of the authors of the trainer. */
  readonly help?: string | undefined;
  /** Whether there are suggestions for what comes next. */
  readonly goesOn: boolean;
}

/** What fits at a position of a training file, which may be broken there. */
export function completionsAt(text: string, offset: number, knowledge: LanguageKnowledge = {}): Completion[] {
  const place = cursorPlace(text, offset);
  if (!place) return [];
  const context = trainingContext(text, knowledge);
  switch (place.part) {
    case 'header':
      return headers(place, context);
    case 'key':
      return [...keys(text, place, context), ...(place.top ? headers(place, context) : [])];
    case 'value':
      return values(text, offset, place, context, knowledge);
  }
}

/** `[tables]` that are not there yet; `[[subsets]]` may be there several times. */
function headers({ start, end }: CursorPlace, { document }: TrainingContext): Completion[] {
  const docs = fieldDocs();
  return (fieldAt([])?.fields ?? []).flatMap((name): Completion[] => {
    const facts = fieldAt([name]);
    const isList = facts?.kind === 'tables';
    if (!isList && (facts?.kind !== 'table' || document.places.has(name))) return [];
    const header = isList ? `[[${name}]]` : `[${name}]`;
    const written = { before: `${header}\n`, selected: '', after: '' };
    return [
      {
        label: header,
        kind: 'table',
        start,
        end,
        ...written,
        type: facts.type,
        doc: docs[name],
        goesOn: true,
      },
    ];
  });
}

function keys(text: string, place: CursorPlace, context: TrainingContext): Completion[] {
  const { path, start, end } = place;
  // A key that has its value already is only renamed.
  const hasValue = /^[^\S\n]*=/.test(text.slice(end, end + 50));
  const isThere = (name: string) => context.document.places.has([...path, name].join('.'));
  const isWritten = (name: string) => name !== text.slice(start, end) && isThere(name);
  if (path[0] === 'extra')
    return path.length > 1
      ? []
      : [...context.table].flatMap(([option, facts]): Completion[] =>
          OF_JOB.has(option) || isWritten(option)
            ? []
            : [
                {
                  label: option,
                  kind: 'option',
                  start,
                  end,
                  ...(hasValue ? only(option) : optionLine(option, facts)),
                  type: optionType(facts),
                  doc: optionDoc(option),
                  ...(facts.help !== undefined && { help: facts.help }),
                  goesOn: facts.choices !== undefined || option === 'network_args',
                },
              ],
        );
  const docs = fieldDocs();
  return (fieldAt(path)?.fields ?? []).flatMap((name): Completion[] => {
    const facts = fieldAt([...path, name]);
    if (!facts || facts.kind === 'table' || facts.kind === 'tables' || isWritten(name)) return [];
    if (path[0] === 'components' && !context.table.has(name)) return [];
    const line = hasValue ? only(name) : fieldLine(name, facts, path.length === 0 ? context : undefined);
    const goesOn = line.selected === '' && line.before !== name;
    return [
      {
        label: name,
        kind: 'field',
        start,
        end,
        ...line,
        type: facts.type,
        doc: docs[fieldPath([...path, name])],
        goesOn,
      },
    ];
  });
}

type Line = Pick<Completion, 'before' | 'selected' | 'after'>;
const only = (name: string): Line => ({ before: name, selected: '', after: '' });

/** A line for a field, with the value of the preset to begin with. */
function fieldLine(name: string, { kind, choices }: FieldFacts, context?: TrainingContext): Line {
  const preset = context && (presetFor(context.family) as Readonly<Record<string, unknown>>)[name];
  if (kind === 'text')
    return line(
      name,
      '"',
      choices || typeof preset !== 'string' ? '' : JSON.stringify(preset).slice(1, -1),
      '"',
    );
  if (kind === 'list') return line(name, '["', '', '"]');
  if (kind === 'flag') return line(name, '', String(preset === undefined || preset === true), '');
  return line(name, '', typeof preset === 'number' ? String(preset) : '', '');
}

/** A line for an option, with the trainer’s default to begin with. */
function optionLine(option: string, { type, many, choices, default: usual }: OptionFacts): Line {
  if (many === true)
    return type === 'str' || type === 'path' ? line(option, '["', '', '"]') : line(option, '[', '', ']');
  if (type === 'bool') return line(option, '', 'true', '');
  const isText = type === 'str' || type === 'path';
  const selected =
    choices || usual === undefined ? '' : isText ? JSON.stringify(usual).slice(1, -1) : number(type, usual);
  return isText ? line(option, '"', selected, '"') : line(option, '', selected, '');
}

/** A number that the trainer wants with a point has one. */
const number = (type: OptionFacts['type'], value: unknown) =>
  type === 'float' && Number.isInteger(value) ? `${String(value)}.0` : String(value);

const line = (name: string, open: string, selected: string, close: string): Line => ({
  before: `${name} = ${open}`,
  selected,
  after: close,
});

function values(
  text: string,
  offset: number,
  place: CursorPlace,
  context: TrainingContext,
  knowledge: LanguageKnowledge,
): Completion[] {
  const { path } = place;
  const option = path[0] === 'extra' ? path[1] : path[0];
  if (option === 'network_args' && typeof path.at(-1) === 'number')
    return networkArgument(text, offset, place, context);
  const facts = path[0] === 'extra' ? undefined : fieldAt(path);
  const ofTrainer = path[0] === 'extra' && path.length <= 3 ? context.table.get(String(path[1])) : undefined;
  if (facts?.kind === 'flag' || (ofTrainer?.type === 'bool' && path.length === 2))
    return place.quoted ? [] : ['true', 'false'].map((each) => value(place, each));
  if (ofTrainer && !ofTrainer.many && path.length === 3) return [];
  const choices = ofTrainer?.choices ?? facts?.choices ?? usualValues(fieldPath(path), context, knowledge);
  return choices.flatMap((each) => {
    if (typeof each === 'number') return place.quoted ? [] : value(place, String(each));
    return value(place, place.quoted ? JSON.stringify(each).slice(1, -1) : JSON.stringify(each), each);
  });
}

const value = ({ start, end }: CursorPlace, before: string, label = before): Completion => ({
  label,
  kind: 'value',
  start,
  end,
  before,
  selected: '',
  after: '',
  goesOn: false,
});

/** What is usual where any text may stand. */
function usualValues(
  field: string,
  { family, table }: TrainingContext,
  { baseModels = [] }: LanguageKnowledge,
): readonly (string | number)[] {
  switch (field) {
    case 'base_model':
      return baseModels;
    case 'optimizer':
    case 'extra.optimizer_type':
      return OPTIMIZERS;
    case 'scheduler':
    case 'extra.lr_scheduler':
      return SCHEDULERS;
    case 'network_module':
    case 'extra.network_module':
      return [FAMILY_FACTS[family].networkModule, ...FAMILY_FACTS[family].otherModules];
    case 'samples.sampler':
      return table.get('sample_sampler')?.choices ?? [];
    default:
      return [];
  }
}

/** `name=value` in `network_args`: a name that is not there yet, or one of the values of the name. */
function networkArgument(
  text: string,
  offset: number,
  place: CursorPlace,
  { document, networkModule }: TrainingContext,
): Completion[] {
  const { start, end, quoted, path } = place;
  const written = text.slice(start, end);
  const equals = written.indexOf('=');
  if (quoted && equals >= 0 && offset > start + equals) {
    const choices = argumentChoices(networkModule, written.slice(0, equals)) ?? [];
    return choices.map((each) => value({ ...place, start: start + equals + 1 }, each));
  }
  const others = new Set(
    listOf(document.value, path.slice(0, -1))
      .filter((_, index) => index !== path.at(-1))
      .map((each) => String(each).split('=')[0]),
  );
  const quote = quoted ? '' : '"';
  return (networkArguments(networkModule) ?? []).flatMap((name): Completion[] => {
    if (others.has(name)) return [];
    const line = equals >= 0 ? only(name) : { before: `${quote}${name}=`, selected: '', after: quote };
    return [
      {
        label: name,
        kind: 'argument',
        start,
        end: equals >= 0 ? start + equals : end,
        ...line,
        type: networkModule,
        doc: argumentDoc(name),
        goesOn: argumentChoices(networkModule, name) !== undefined,
      },
    ];
  });
}

function listOf(value: unknown, path: readonly (string | number)[]): readonly unknown[] {
  const found = path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[step] : undefined,
    value,
  );
  return Array.isArray(found) ? found : [];
}
