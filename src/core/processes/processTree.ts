import { isOf, type ProcessIdentity } from './identity';
import type { ProcessRow } from './processTable';

/**
 * The processes of a tree that are at work: the root, its descendants, and whoever is in its process group or session,
 * which outlive it.
 * @param known processes that belonged to the tree before: they still do, whoever is their parent now
 */
export function treeOf(
  root: ProcessIdentity,
  rows: readonly ProcessRow[],
  known: readonly ProcessIdentity[] = [],
): ProcessRow[] {
  // A pid is not given again while it is the number of a group or session: once it is another's, they are gone.
  const isTaken = rows.some((row) => row.pid === root.pid && !isOf(row, root));
  const belongs = (row: ProcessRow) =>
    known.some((each) => isOf(row, each)) || (!isTaken && (isOf(row, root) || isInGroup(row, root)));
  const children = new Map<number, ProcessRow[]>();
  for (const row of rows) children.set(row.parent, [...(children.get(row.parent) ?? []), row]);
  const tree = new Set(rows.filter(belongs));
  // A set that grows while it is gone through: also children of children.
  for (const { pid } of tree) for (const child of children.get(pid) ?? []) tree.add(child);
  return [...tree].filter(({ hasEnded }) => !hasEnded);
}

function isInGroup({ group, session, startTime }: ProcessRow, root: ProcessIdentity): boolean {
  if (group !== root.pid && session !== root.pid) return false;
  return bootOf(startTime) === bootOf(root.startTime) && startTime >= root.startTime;
}

function bootOf(startTime: string): string {
  return startTime.slice(0, startTime.indexOf('/') + 1);
}
