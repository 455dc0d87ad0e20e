import * as l10n from '@vscode/l10n';
import { Problem } from '../../../core/problem/problem';

/** A folder of a stranger must not choose which program runs. */
export const notTrusted = (): Problem =>
  new Problem(
    'bad_input',
    l10n.t('Nothing is trained in Restricted Mode.'),
    l10n.t('Trust the folder first, if you trust who made it.'),
  );
