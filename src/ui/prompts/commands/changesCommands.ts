import * as vscode from 'vscode';
import { noticeText } from '../../../core/text/noticeText';
import type { PromptPlan, WrittenRun } from '../../../core/prompts/run/types';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import { activePreview } from '../changes/previewDocuments';
import { isPlanNode } from '../changes/planTree';
import type { PromptsFeature } from '../feature';
import { setPromptContext } from '../run/promptContext';
import { commandText, filesText } from '../run/promptText';
import { unsavedFiles, unsavedProblem } from '../run/unsaved';

/** What can be done with the changes that a run would make, and undoing it. */
export function changesCommands(
  feature: PromptsFeature,
): CommandHandlers<
  | 'diffusionWorkbench.prompts.apply'
  | 'diffusionWorkbench.prompts.discard'
  | 'diffusionWorkbench.prompts.showChanges'
  | 'diffusionWorkbench.prompts.showThese'
  | 'diffusionWorkbench.prompts.leaveOut'
  | 'diffusionWorkbench.prompts.takeIn'
> {
  const { changes } = feature;
  const take = (of: unknown, takenIn: boolean): Promise<void> => {
    const path = isPlanNode(of) && of.kind === 'file' ? of.file.path : activePreview()?.path;
    if (path !== undefined) changes.takeFile(path, takenIn);
    return Promise.resolve();
  };
  return {
    'diffusionWorkbench.prompts.apply': () => apply(feature),
    'diffusionWorkbench.prompts.discard': () => changes.discard(),
    // A button above the rows is given the row that has the focus.
    'diffusionWorkbench.prompts.showChanges': () => changes.showChanges(undefined),
    'diffusionWorkbench.prompts.showThese': (of) =>
      typeof of === 'string' ? changes.showChange(of) : changes.showChanges(isPlanNode(of) ? of : undefined),
    'diffusionWorkbench.prompts.leaveOut': (of) => take(of, false),
    'diffusionWorkbench.prompts.takeIn': (of) => take(of, true),
  };
}

/** Writes what is taken in. Files with changes that are not saved are told of, and left alone. */
async function apply(feature: PromptsFeature): Promise<void> {
  const { l10n, window } = vscode;
  const { changes, runner, log } = feature;
  const plan = changes.current;
  if (!plan) return;
  const wanted = changes.takenIn();
  if (wanted.length === 0) {
    void window.showInformationMessage(
      l10n.t('No file is checked in Prompt Changes: there is nothing to write.'),
    );
    return;
  }
  const unsaved = unsavedFiles();
  const paths = wanted.filter((path) => !unsaved.has(path));
  const written = await runner.run(commandText(plan.command), async (prompts, options) => {
    const run: WrittenRun =
      paths.length === 0 ? { written: [], failed: [], left: 0 } : await prompts.apply(plan, paths, options);
    return { run, canUndo: run.written.length > 0 && (await prompts.lastRun()) !== undefined };
  });
  if (!written) return;
  const dirty = wanted
    .filter((path) => unsaved.has(path))
    .map((path) => ({ path, problem: unsavedProblem(path) }));
  const run: WrittenRun = { ...written.run, failed: [...dirty, ...written.run.failed] };
  for (const { problem } of run.failed) log.warn(`${problem.message} ${problem.advice}`);
  await changes.settle(run);
  if (written.canUndo) await setPromptContext('nothingToUndo', false);
  await tell(feature, plan, run, written.canUndo);
}

async function tell(
  { changes }: PromptsFeature,
  plan: PromptPlan,
  { written, failed, left }: WrittenRun,
  canUndo: boolean,
): Promise<void> {
  const { l10n, window, commands } = vscode;
  const undo = l10n.t('Undo');
  const show = l10n.t('Show');
  const texts = [
    l10n.t('{0}: {1} changed', commandText(plan.command), filesText(written.length)),
    ...(failed.length > 0 ? [l10n.t('{0} failed', failed.length)] : []),
    ...(left > 0 ? [l10n.t('cancelled, {0} left as they were', filesText(left))] : []),
  ];
  const [first] = failed;
  const text = first
    ? noticeText(`${texts.join(', ')}. ${first.problem.message} ${first.problem.advice}`)
    : `${texts.join(', ')}.`;
  const buttons = [...(first || left > 0 ? [show] : []), ...(canUndo ? [undo] : [])];
  const chosen = await (first
    ? window.showWarningMessage(text, ...buttons)
    : window.showInformationMessage(text, ...buttons));
  if (chosen === undo) await commands.executeCommand('diffusionWorkbench.prompts.undo');
  if (chosen === show) await changes.reveal();
}
