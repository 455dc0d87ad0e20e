import * as l10n from '@vscode/l10n';
import type { UndoRun } from '../../core/undo/undoRuns';
import type { Dialogs } from '../platform/dialogs';
import { runRow } from './runText';

/** What is asked before a run is undone. */
export interface UndoQuestion {
  readonly question: string;
  /** About the last run. */
  readonly detail: string;
  /** The button that leads to the list of all runs. */
  readonly older: string;
  /** The title of that list. */
  readonly listTitle: string;
}

/**
 * Asks whether to undo the last run, or which older one instead.
 * @param runs newest first, at least one
 * @returns undefined where the user cancels
 */
export async function chooseRun(
  dialogs: Dialogs,
  runs: readonly UndoRun[],
  dateText: (iso: string) => string,
  { question, detail, older, listTitle }: UndoQuestion,
): Promise<UndoRun | undefined> {
  const undo = l10n.t('Undo');
  const chosen = await dialogs.confirm(question, detail, undo, ...(runs.length > 1 ? [older] : []));
  if (chosen === undo) return runs[0];
  if (chosen !== older) return undefined;
  const picked = await dialogs.pick(
    runs.map((run) => runRow(run, dateText)),
    { title: listTitle },
  );
  return picked?.run;
}
