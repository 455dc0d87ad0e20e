import type { TokenGroup } from '../../src/protocol/tokens';

/** The groups of filter words as people know them. */
export const GROUP_LABELS: Readonly<Record<TokenGroup, string>> = {
  sex: 'Sex',
  clothes: 'Clothes',
  etc: 'Etc',
};

const NUMBERS = new Intl.NumberFormat('en');

export function numberText(value: number): string {
  return NUMBERS.format(value);
}

/** `1 token`, `12,345 tokens`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${numberText(count)} ${count === 1 ? one : many}`;
}

/** What the status line says of the tokens that are shown: `12 of 12,345 tokens · 3,456 files`. */
export function totalsText(shown: number, tokens: number, files: number): string {
  const ofThem = shown === tokens ? '' : `${numberText(shown)} of `;
  return `${ofThem}${countText(tokens, 'token')} · ${countText(files, 'file')}`;
}

/** How many files were left out, and why: `12 skipped: 10 not JSON, 2 without raw_prompt`. */
export function skippedText(reasons: readonly { readonly why: string; readonly count: number }[]): string {
  const all = reasons.reduce((sum, { count }) => sum + count, 0);
  return `${numberText(all)} skipped: ${reasons.map(({ why, count }) => `${numberText(count)} ${why}`).join(', ')}`;
}
