import * as l10n from '@vscode/l10n';

/** A value of a chart: three digits that count. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return l10n.t('not finite');
  if (value === 0) return '0';
  return Math.abs(value) < 0.001 || Math.abs(value) >= 10_000
    ? value.toExponential(2).replace(/\.?0+e/, 'e')
    : String(Number(value.toPrecision(3)));
}
