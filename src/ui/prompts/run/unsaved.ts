import { basename } from 'node:path';
import type { ProblemInfo } from '../../../core/problem/problem';
import type { Translate } from '../../../core/text/translate';

/** Why a file with changes that only an editor knows is not written. */
export function unsavedProblem(path: string, t: Translate): ProblemInfo {
  return {
    code: 'changed_meanwhile',
    message: t('{0} has changes that are not saved.', basename(path)),
    advice: t('Save it or undo them, then run the command again.'),
  };
}
