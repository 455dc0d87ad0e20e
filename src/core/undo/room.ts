import * as l10n from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import pLimit from 'p-limit';
import { formatBytes } from '../text/amounts';
import { Problem } from '../problem/problem';
import type { UndoRun, UndoRuns } from './undoRuns';

/** More at a time would not be faster. */
const STATS_AT_ONCE = 16;

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
 * @param options.paths the files that the new run will change: what they hold will be kept
 * @param options.ask without it, nothing is forgotten
 * @throws Problem `undo_full` where the user lets none go
 */
export async function makeRoom(
  runs: UndoRuns,
  {
    limit,
    paths,
    ask,
  }: {
    readonly limit: number;
    readonly paths: readonly string[];
    readonly ask?: AskForRoom | undefined;
  },
): Promise<void> {
  if (limit <= 0 || !ask) return;
  const all = await runs.list();
  const kept = all.reduce((sum, { bytes }) => sum + bytes, 0);
  if (all.length === 0) return;
  const needed = await bytesOf(paths);
  if (kept + needed <= limit) return;
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

/** What files take on the disk; those that cannot be looked at count as nothing. */
async function bytesOf(paths: readonly string[]): Promise<number> {
  const sizes = await pLimit(STATS_AT_ONCE).map(
    paths,
    async (path) => (await stat(path).catch(() => undefined))?.size ?? 0,
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function undoFull(limit: number): Problem {
  return new Problem(
    'undo_full',
    l10n.t('Nothing was changed, since what can be undone takes {0} already.', formatBytes(limit)),
    l10n.t('Forget old runs, or allow more space for them.'),
  );
}
