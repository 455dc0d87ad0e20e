import * as l10n from '@vscode/l10n';
import type { TokenGroup } from '../../src/protocol/tokens';

/** A group of filter words as the user reads it. */
export function groupText(group: TokenGroup): string {
  switch (group) {
    case 'sex':
      return l10n.t('Sex');
    case 'clothes':
      return l10n.t('Clothes');
    case 'etc':
      return l10n.t('Etc');
  }
}

const NUMBERS = new Intl.NumberFormat('en');

export function numberText(value: number): string {
  return NUMBERS.format(value);
}

export function filesText(count: number): string {
  return count === 1 ? l10n.t('1 file') : l10n.t('{0} files', numberText(count));
}

export function copiedText(tokens: number): string {
  return tokens === 1 ? l10n.t('1 token copied.') : l10n.t('{0} tokens copied.', numberText(tokens));
}

/**
 * What became of words that were added to a filter file: `2 words added to Filter_etc.txt. 1 was there.`
 * @param there how many of them it had already
 */
export function addedText(added: number, there: number, file: string): string {
  const words =
    added === 1
      ? l10n.t('1 word added to {0}.', file)
      : l10n.t('{0} words added to {1}.', numberText(added), file);
  if (there === 0) return words;
  return `${words} ${there === 1 ? l10n.t('1 was there.') : l10n.t('{0} were there.', numberText(there))}`;
}

/** What the status line says of the tokens that are shown: `12 of 12,345 tokens · 3,456 files`. */
export function totalsText(shown: number, tokens: number, files: number): string {
  return `${shownText(shown, tokens)} · ${filesText(files)}`;
}

function shownText(shown: number, tokens: number): string {
  const all = numberText(tokens);
  if (shown === tokens) return tokens === 1 ? l10n.t('1 token') : l10n.t('{0} tokens', all);
  const some = numberText(shown);
  return tokens === 1 ? l10n.t('{0} of 1 token', some) : l10n.t('{0} of {1} tokens', some, all);
}

/** How many files were skipped, and why: `12 skipped: 10 not JSON, 2 without raw_prompt`. */
export function skippedText(reasons: readonly { readonly why: string; readonly count: number }[]): string {
  const all = reasons.reduce((sum, { count }) => sum + count, 0);
  const each = reasons.map(({ why, count }) => `${numberText(count)} ${why}`).join(', ');
  return l10n.t('{0} skipped: {1}', numberText(all), each);
}
