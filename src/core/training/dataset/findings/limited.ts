import * as l10n from '@vscode/l10n';
import type { Finding } from '../../finding';

/** So many of a kind are named one by one. */
const MOST = 100;

/** The findings, errors first; of a kind that a large folder is full of, the first hundred and how many more. */
export function limited(findings: readonly Finding[]): Finding[] {
  const counts = new Map<string, number>();
  const kept = findings.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= MOST;
  });
  const rest = [...counts].flatMap(([code, count]): Finding[] => {
    const last = kept.findLast((finding) => finding.code === code);
    if (count <= MOST || !last) return [];
    return [
      {
        level: last.level,
        code,
        message: l10n.t('{0} more of the same kind: {1}', count - MOST, last.message),
        fix: last.fix,
      },
    ];
  });
  const order = { error: 0, warning: 1, info: 2 } as const;
  return [...kept, ...rest].sort((one, other) => order[one.level] - order[other.level]);
}
