import { basename } from 'node:path';
import * as vscode from 'vscode';
import { noticeText } from '../../../core/text/noticeText';
import type { RecordedRun, WrittenRun } from '../../../core/prompts/run/types';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { PromptsFeature } from '../feature';
import { setPromptContext } from '../run/promptContext';
import { commandText, filesText } from '../run/promptText';
import { unsavedFiles } from '../run/unsaved';

/** As many files that were left alone are named. */
const NAMED_FILES = 5;

/** Undo Last Prompt Run: gives back the bytes from before, but not to files that were changed since. */
export function undoCommand(feature: PromptsFeature): CommandHandlers<'diffusionWorkbench.prompts.undo'> {
  return { 'diffusionWorkbench.prompts.undo': () => undo(feature) };
}

async function undo({ services, runner, changes, log }: PromptsFeature): Promise<void> {
  const { l10n, window } = vscode;
  const prompts = await services.prompts();
  const last = await prompts.lastRun();
  await setPromptContext('nothingToUndo', last === undefined);
  if (!last) {
    void window.showInformationMessage(l10n.t('There is no prompt run to undo.'));
    return;
  }
  if (!(await asks(last))) return;
  const undone = await runner.run(l10n.t('Undo Last Prompt Run'), async (runs, options) => {
    const run = await runs.undo({ ...options, unsaved: [...unsavedFiles()] });
    return { run, left: await runs.lastRun() };
  });
  if (!undone) return;
  await setPromptContext('nothingToUndo', undone.left === undefined);
  for (const { problem } of undone.run.failed) log.warn(`${problem.message} ${problem.advice}`);
  // What the preview says of these files holds no more.
  if (changes.current) await changes.discard();
  tell(undone.run);
}

async function asks({ command, at, files }: RecordedRun): Promise<boolean> {
  const { l10n, window } = vscode;
  const undo = l10n.t('Undo');
  const chosen = await window.showWarningMessage(
    l10n.t('Undo the last prompt run?'),
    {
      modal: true,
      detail: l10n.t(
        '{0} of {1} changed {2}. They get back exactly what they held before; what was changed since is left alone.',
        commandText(command),
        new Date(at).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' }),
        filesText(files),
      ),
    },
    undo,
  );
  return chosen === undo;
}

function tell({ written, failed, left }: WrittenRun): void {
  const { l10n, window } = vscode;
  const texts = [
    l10n.t('Undone: {0} as before', filesText(written.length)),
    ...(left > 0 ? [l10n.t('cancelled, {0} still to be undone', filesText(left))] : []),
  ];
  const [first] = failed;
  if (!first) {
    void window.showInformationMessage(`${texts.join(', ')}.`);
    return;
  }
  const names = failed.slice(0, NAMED_FILES).map(({ path }) => basename(path));
  const more = failed.length > NAMED_FILES ? l10n.t(' and {0} more', failed.length - NAMED_FILES) : '';
  const text =
    failed.length === 1
      ? `${first.problem.message} ${first.problem.advice}`
      : l10n.t(
          'Left alone, since they were changed or cannot be written: {0}{1}. The log says why.',
          names.join(', '),
          more,
        );
  void window.showWarningMessage(noticeText(`${texts.join(', ')}. ${text}`));
}
