import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { Problem } from '../problem/problem';
import { toProblem } from '../problem/toProblem';

/**
 * What lies at a path that the user named.
 * @param path as the user gave it; so it is called in messages
 * @throws Problem `missing` or `unreadable`
 */
export async function statPath(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    const problem = toProblem(error, path);
    if (problem.code !== 'missing') throw problem;
    throw new Problem(
      'missing',
      l10n.t('There is no {0}.', path),
      l10n.t('Check the path, and that its drive is there.'),
    );
  }
}
