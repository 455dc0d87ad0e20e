import * as l10n from '@vscode/l10n';
import { Problem } from '../problem/problem';

/** @param cause why its bytes cannot be read as a picture */
export function notAPicture(cause: string): Problem {
  return new Problem(
    'bad_answer',
    l10n.t('The downloaded preview is no picture ({0}).', cause),
    l10n.t('Fetch the model again later.'),
  );
}
