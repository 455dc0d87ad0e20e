import * as l10n from '@vscode/l10n';
import type { CurveData } from './curveData';
import { short } from './short';

/** What a curve shows, in words. @param smoothed its losses, smoothed */
export function curveSummary(data: CurveData, smoothed: ArrayLike<number>): string {
  const last = data.steps.length - 1;
  if (last < 0) return '';
  const lowest = data.lowest(smoothed);
  const [notFinite] = data.notFinite();
  return [
    l10n.t('{0} steps; the smoothed loss is {1} at step {2}.', data.steps.length, short(smoothed[last] ?? NaN), data.steps[last] ?? 0), // prettier-ignore
    lowest && l10n.t('Lowest: {0} at step {1}.', short(lowest.value), lowest.step),
    notFinite === undefined ? undefined : l10n.t('Not finite from step {0} on.', notFinite),
    data.exact ? undefined : l10n.t('The values are the running mean that the trainer shows.'),
  ]
    .filter((text) => text !== undefined)
    .join(' ');
}
