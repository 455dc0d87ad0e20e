import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { ProblemInfo } from '../../../core/problem/problem';

/** Why a file with changes that only an editor knows is not written. */
export function unsavedProblem(path: string): ProblemInfo {
  return {
    code: 'changed_meanwhile',
    message: l10n.t('{0} has changes that are not saved.', basename(path)),
    advice: l10n.t('Save it or undo them, then run the command again.'),
  };
}
