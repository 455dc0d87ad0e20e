import { readFileSync } from 'node:fs';
import type { Texts } from '../../../src/core/text/texts';

/** The texts of a language in which each is marked: `«Save»`. */
export const MARKED: Texts = Object.fromEntries(
  Object.entries(JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8')) as Texts).map(([key, text]) => [
    key,
    mark(text),
  ]),
);

/** A text as it is in that language. */
export function mark(text: string): string {
  return `«${text}»`;
}

/** What of a text did not come from the bundle: words outside of all marks. Icons are none. */
export function unmarked(text: string): readonly string[] {
  let rest = text.replace(/\$\([a-z-]+\)/g, '');
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replace(/«[^«»]*»/g, '');
  }
  return rest.match(/\p{L}{2,}/gu) ?? [];
}
