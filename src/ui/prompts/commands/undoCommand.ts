import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { Log } from '../../../core/log';
import type { PromptRuns } from '../../../core/prompts/run/promptRuns';
import type { WrittenRun } from '../../../core/prompts/run/types';
import type { UndoRun } from '../../../core/undo/undoRuns';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { Dialogs } from '../../platform/dialogs';
import type { PromptChanges } from '../changes/promptChanges';
import type { PromptContext } from '../run/promptContext';
import type { PromptEditor } from '../run/promptEditor';
import type { PromptRunner } from '../run/promptRunner';
import { chooseRun } from '../../undo/chooseRun';
import { runText } from '../../undo/runText';
import { filesText } from '../run/promptText';

/** At most this many files that could not be undone are listed. */
const LISTED_FILES = 5;

export interface UndoDeps {
  readonly prompts: () => Promise<Pick<PromptRuns, 'runs'>>;
  readonly runner: PromptRunner;
  readonly changes: Pick<PromptChanges, 'current' | 'discard'>;
  readonly context: PromptContext;
  readonly editor: Pick<PromptEditor, 'unsavedFiles' | 'dateText'>;
  readonly dialogs: Dialogs;
  readonly log: Log;
}

/**
 * Undo Last Prompt Run: gives back the bytes from before, but not to files that were changed since. Where several runs
 * are kept, an older one can be chosen.
 */
export function undoCommand(deps: UndoDeps): CommandHandlers<'diffusionWorkbench.prompts.undo'> {
  return { 'diffusionWorkbench.prompts.undo': () => undo(deps) };
}

async function undo(deps: UndoDeps): Promise<void> {
  const { prompts, runner, changes, context, editor, dialogs, log } = deps;
  const runs = await (await prompts()).runs();
  const [last] = runs;
  await context('nothingToUndo', last === undefined);
  if (!last) {
    void dialogs.info(l10n.t('There is no prompt run to undo.'));
    return;
  }
  const chosen = await confirmUndo(deps, last, runs);
  if (!chosen) return;
  const undone = await runner.run(l10n.t('Undo Last Prompt Run'), async (runs, options) => {
    const run = await runs.undo({ ...options, run: chosen.id, unsaved: [...editor.unsavedFiles()] });
    return { run, next: await runs.lastRun() };
  });
  if (!undone) return;
  await context('nothingToUndo', undone.next === undefined);
  for (const { problem } of undone.run.failed) log.warn(`${problem.message} ${problem.advice}`);
  // The plan that is shown was made from the files as they were.
  if (changes.current) await changes.discard();
  tell(dialogs, undone.run);
}

/** The run that is to be undone: the last one, or an older one that the user chooses. */
function confirmUndo(
  { dialogs, editor }: UndoDeps,
  last: UndoRun,
  runs: readonly UndoRun[],
): Promise<UndoRun | undefined> {
  return chooseRun(dialogs, runs, (iso) => editor.dateText(iso), {
    question: l10n.t('Undo the last prompt run?'),
    detail: l10n.t(
      '{0} of {1} changed {2}. They get back exactly what they held before; what was changed since is left alone.',
      runText(last),
      editor.dateText(last.at),
      filesText(last.files),
    ),
    older: l10n.t('Older Run…'),
    listTitle: l10n.t('Undo which prompt run?'),
  });
}

function tell(dialogs: Dialogs, { written, failed, left }: WrittenRun): void {
  const texts = [
    l10n.t('Undone: {0} as before', filesText(written.length)),
    ...(left > 0 ? [l10n.t('cancelled, {0} still to be undone', filesText(left))] : []),
  ];
  const [first] = failed;
  if (!first) {
    void dialogs.info(`${texts.join(', ')}.`);
    return;
  }
  const text = failed.length === 1 ? `${first.problem.message} ${first.problem.advice}` : failedText(failed);
  void dialogs.warn(`${texts.join(', ')}. ${text}`);
}

function failedText(failed: WrittenRun['failed']): string {
  const names = failed.slice(0, LISTED_FILES).map(({ path }) => basename(path));
  const more = failed.length - names.length;
  return more === 0
    ? l10n.t(
        'Left alone, since they were changed or cannot be written: {0}. The log says why.',
        names.join(', '),
      )
    : l10n.t(
        'Left alone, since they were changed or cannot be written: {0} and {1} more. The log says why.',
        names.join(', '),
        more,
      );
}
