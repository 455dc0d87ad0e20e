import * as l10n from '@vscode/l10n';
import { Problem } from '../../../core/problem/problem';

/** What to tell where a page asks about places of a list that is not held any more, or of what has gone from it. */
export const notShown = () =>
  new Problem('missing', l10n.t('That is not shown any more.'), l10n.t('Open the picture again.'));
