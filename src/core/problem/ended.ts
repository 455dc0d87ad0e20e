import * as l10n from '@vscode/l10n';
import { Problem } from './problem';

/** The work was ended, but not by the user: unlike a cancelled one, that is to be told. */
export function ended(): Problem {
  return new Problem('ended', l10n.t('The work was ended before it was done.'), l10n.t('Start it again.'));
}
