import * as l10n from '@vscode/l10n';
import { formatBytes } from '../text/amounts';
import { Problem } from '../problem/problem';
import type { UndoRun, UndoRuns } from './undoRuns';

/** What the runs that can be undone would take together with a new one, and which would have to go. */
export interface RoomQuestion {
  /** Bytes that they may take. */
  readonly limit: number;
  /** Bytes that they take now. */
  readonly kept: number;
  /** Those that would be forgotten, oldest first. */
  readonly oldest: readonly UndoRun[];
}

/** `forget` lets the oldest runs go; `keep` takes more space than is allowed. */
export type RoomAnswer = 'forget' | 'keep';

/** Asks the user; undefined cancels the new run. */
export type AskForRoom = (question: RoomQuestion) => Promise<RoomAnswer | undefined>;

/**
 * Sees to it that a new run finds room: where the limit would be passed, the user is asked before old runs go.
 * @param options.limit bytes that all runs may take; 0 for no limit
 * @param options.needed bytes that the new run will take
 * @param options.ask without it, nothing is forgotten
 * @throws Problem `undo_full` where the user lets none go
 */
export async function makeRoom(
  runs: UndoRuns,
  {
    limit,
    needed,
    ask,
  }: { readonly limit: number; readonly needed: number; readonly ask?: AskForRoom | undefined },
): Promise<void> {
  if (limit <= 0 || !ask) return;
  const all = await runs.list();
  const kept = all.reduce((sum, { bytes }) => sum + bytes, 0);
  if (all.length === 0 || kept + needed <= limit) return;
  const oldest: UndoRun[] = [];
  let rest = kept + needed;
  for (const run of all.reverse()) {
    if (rest <= limit) break;
    oldest.push(run);
    rest -= run.bytes;
  }
  const answer = await ask({ limit, kept, oldest });
  if (answer === undefined) throw undoFull(limit);
  if (answer === 'forget') for (const { folder } of oldest) await runs.forget(folder);
}

function undoFull(limit: number): Problem {
  return new Problem(
    'undo_full',
    l10n.t('Nothing was changed, since what can be undone takes {0} already.', formatBytes(limit)),
    l10n.t('Forget old runs, or allow more space for them.'),
  );
}
