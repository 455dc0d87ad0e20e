import * as l10n from '@vscode/l10n';
import { fold } from './fold';
import { levelRank, rankOfName } from './levels';
import type { Condition, Searched, Test } from './searched';
import { shownLevel } from './shownLevel';
import type { TermValue } from './terms';
import { isIn, rangeOf, readDate, readNumber, type NumberRange } from './values';

/** What a field with its values asks for, or why it asks for nothing, in words. */
type Reading = { readonly condition: Omit<Extract<Condition, { kind: 'text' }>, 'negated'> | { readonly kind: 'test'; readonly test: Test } } | { readonly problem: string }; // prettier-ignore

type Field = (values: readonly TermValue[], name: string) => Reading;

const test = (one: Test): Reading => ({ condition: { kind: 'test', test: one } });

/** Words of prompts. */
const texts =
  (place: 'prompt' | 'negative'): Field =>
  (values) => ({ condition: { kind: 'text', place, needles: values.map(({ text }) => fold(text)) } });

/** Whether a text is or has one of the values; each text is looked at once, since many pictures share theirs. */
function matcher(values: readonly TermValue[], isWhole: boolean): (text: string) => boolean {
  const wanted = values.map(({ text, quoted }) => ({ text: fold(text), whole: isWhole && quoted }));
  const known = new Map<string, boolean>();
  return (text) => {
    let found = known.get(text);
    if (found === undefined) {
      const folded = fold(text);
      found = wanted.some((value) => (value.whole ? folded === value.text : folded.includes(value.text)));
      known.set(text, found);
    }
    return found;
  };
}

type Names = (searched: Searched) => readonly (string | undefined)[] | undefined;

/** Names, of which a part is enough; in quotes it is the whole name. */
const names =
  (of: Names): Field =>
  (values) => {
    const matches = matcher(values, true);
    return test((searched) => of(searched)?.some((name) => name !== undefined && matches(name)) ?? false);
  };

/** A part of a text that nearly each picture has one of its own of. */
const part =
  (of: (searched: Searched) => string): Field =>
  (values) => {
    const wanted = values.map(({ text }) => fold(text));
    return test((searched) => {
      const text = fold(of(searched));
      return wanted.some((one) => text.includes(one));
    });
  };

const folder: Field = (values) => {
  const matches = matcher(values.map(({ text }) => ({ text: text.replaceAll('\\', '/'), quoted: false })), false); // prettier-ignore
  const known = new Map<string, string>();
  const slashed = (path: string): string => {
    const found = known.get(path) ?? path.replaceAll('\\', '/');
    known.set(path, found);
    return found;
  };
  return test(({ picture }) => matches(slashed(picture.folder)));
};

/** Numbers, their comparisons and ranges. */
const numbers =
  (
    of: (searched: Searched) => number | undefined,
    read: Parameters<typeof rangeOf>[1] = readNumber,
    notRead = (value: string, name: string) => l10n.t('{0} is no number for {1}.', value, `${name}:`),
  ): Field =>
  (values, name) => {
    const ranges: NumberRange[] = [];
    for (const { text } of values) {
      const range = rangeOf(text, read);
      if (!range) return { problem: notRead(text, name) };
      ranges.push(range);
    }
    return test((searched) => {
      const value = of(searched);
      return ranges.some((range) => isIn(range, value));
    });
  };

/** Digits that may be more than a number can hold. */
const seed: Field = (values, name) => {
  const digits = values.map(({ text }) => text).filter((text) => /^-?\d+$/.test(text));
  const others = values.filter(({ text }) => !/^-?\d+$/.test(text));
  const wanted = new Set(digits);
  const ranges = numbers(({ picture }) => (picture.seed === undefined ? undefined : Number(picture.seed)))(others, name); // prettier-ignore
  if ('problem' in ranges || ranges.condition.kind !== 'test') return ranges;
  const { test: inRange } = ranges.condition;
  return test((searched) => wanted.has(searched.picture.seed ?? '') || inRange(searched));
};

const level: Field = (values, name) => {
  const unknown = ({ text }: TermValue) => /^(?:unknown|\?)$/i.test(text);
  const read = (text: string) => {
    const rank = rankOfName(text);
    return rank === undefined ? undefined : { least: rank, most: rank };
  };
  const notRead = (value: string) => l10n.t('{0} is no level: there are pg, pg13, r, x, xxx and unknown.', value); // prettier-ignore
  const ranked = numbers(levelOf, read, notRead)(values.filter((value) => !unknown(value)), name); // prettier-ignore
  if (!values.some(unknown) || 'problem' in ranked || ranked.condition.kind !== 'test') return ranked;
  const { test: isRanked } = ranked.condition;
  return test((searched) => levelOf(searched) === undefined || isRanked(searched));
};

const levelOf = (searched: Searched): number | undefined => levelRank(shownLevel(searched));

const size: Field = (values) => {
  const wanted: { readonly width: number; readonly height: number }[] = [];
  for (const { text } of values) {
    const found = /^(\d{1,6})[x×*](\d{1,6})$/i.exec(text);
    if (!found) return { problem: l10n.t('{0} is no size such as 1024x1536.', text) };
    wanted.push({ width: Number(found[1]), height: Number(found[2]) });
  }
  return test(({ picture }) =>
    wanted.some(({ width, height }) => picture.width === width && picture.height === height),
  );
};

/** One or more words that each stand for a test. */
const words =
  (tests: Readonly<Record<string, Test>>): Field =>
  (values, name) => {
    const chosen: Test[] = [];
    for (const { text } of values) {
      const key = text.toLowerCase();
      const one = Object.hasOwn(tests, key) ? tests[key] : undefined;
      if (!one)
        return {
          problem: l10n.t('{0} is none of the words for {1}: {2}.', text, `${name}:`, Object.keys(tests).join(', ')), // prettier-ignore
        };
      chosen.push(one);
    }
    return test((searched) => chosen.some((one) => one(searched)));
  };

const isFavourite: Test = ({ picture }) => picture.favourite === true;
const isPicture: Test = ({ picture }) => picture.kind === 'image';

/** All fields of the search language. */
export const FIELDS: Readonly<Record<string, Field>> = {
  prompt: texts('prompt'),
  negative: texts('negative'),
  lora: names(({ picture }) => picture.loras),
  model: names(({ picture, owner }) => [picture.model, owner?.name]),
  base: names(({ picture, owner }) => [picture.baseModel ?? owner?.baseModel]),
  type: names(({ owner }) => [owner?.type]),
  tag: names(({ picture, owner }) => [...(picture.tags ?? []), ...(owner?.tags ?? [])]),
  creator: names(({ picture, owner }) => [picture.creator, owner?.creator]),
  tool: names(({ picture }) => [picture.tool]),
  sampler: names(({ picture }) => [picture.sampler]),
  file: part(({ picture }) => picture.name),
  folder,
  seed,
  steps: numbers(({ picture }) => picture.steps),
  cfg: numbers(({ picture }) => picture.cfg),
  width: numbers(({ picture }) => picture.width),
  height: numbers(({ picture }) => picture.height),
  rating: numbers(({ picture }) => picture.rating),
  size,
  level,
  date: numbers(
    ({ picture }) => picture.mtimeMs,
    readDate,
    (value) => l10n.t('{0} is no date such as 2026-01-31.', value),
  ),
  has: words({
    prompt: ({ picture }) => picture.hasPrompt === true,
    negative: ({ picture }) => picture.hasNegative === true,
    seed: ({ picture }) => picture.seed !== undefined,
    lora: ({ picture }) => (picture.loras?.length ?? 0) > 0,
    model: ({ picture }) => picture.model !== undefined,
    rating: ({ picture }) => picture.rating !== undefined,
    tag: ({ picture }) => (picture.tags?.length ?? 0) > 0,
  }),
  is: words({
    favourite: isFavourite,
    favorite: isFavourite,
    image: isPicture,
    picture: isPicture,
    video: ({ picture }) => picture.kind === 'video',
    broken: ({ picture }) => picture.fault !== undefined,
    copy: ({ copies }) => copies > 0,
  }),
};

export const isField = (name: string): boolean => Object.hasOwn(FIELDS, name);
