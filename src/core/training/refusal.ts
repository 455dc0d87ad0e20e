import * as l10n from '@vscode/l10n';
import { Problem } from '../problem/problem';
import type { Finding } from './finding';

/**
 * Why a training cannot start: its first error, and how many more there are.
 * @returns undefined where there is none
 */
export function refusal(findings: readonly Finding[]): Problem | undefined {
  const [first, ...others] = findings.filter(({ level }) => level === 'error');
  if (!first) return undefined;
  if (others.length === 0) return new Problem('bad_input', first.message, first.fix);
  return new Problem(
    'bad_input',
    first.message,
    l10n.t('{0} Check Training lists this and {1} more.', first.fix, others.length),
  );
}
