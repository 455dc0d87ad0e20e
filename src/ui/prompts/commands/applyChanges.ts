import * as l10n from '@vscode/l10n';
import type { Log } from '../../../core/log';
import type { PromptPlan, WrittenRun } from '../../../core/prompts/run/types';
import type { Dialogs } from '../../platform/dialogs';
import type { PromptChanges } from '../changes/promptChanges';
import type { PromptContext } from '../run/promptContext';
import type { PromptEditor } from '../run/promptEditor';
import type { PromptRunner } from '../run/promptRunner';
import { askForRoom } from '../../undo/askForRoom';
import { commandText, filesText } from '../run/promptText';
import { unsavedProblem } from '../run/unsaved';

export interface ApplyDeps {
  readonly changes: Pick<PromptChanges, 'current' | 'included' | 'keepRemaining' | 'reveal'>;
  readonly runner: PromptRunner;
  readonly context: PromptContext;
  readonly editor: Pick<PromptEditor, 'unsavedFiles' | 'dateText'>;
  readonly dialogs: Dialogs;
  readonly log: Log;
}

/** Writes the files that are checked. Files with changes that are not saved are reported, and left alone. */
export async function applyChanges(deps: ApplyDeps): Promise<void> {
  const { changes, runner, context, editor, dialogs, log } = deps;
  const plan = changes.current;
  if (!plan) return;
  const wanted = changes.included();
  if (wanted.length === 0) {
    void dialogs.info(l10n.t('No file is checked in Prompt Changes: there is nothing to write.'));
    return;
  }
  const unsaved = editor.unsavedFiles();
  const paths = wanted.filter((path) => !unsaved.has(path));
  const applied = await runner.run(commandText(plan.command), async (prompts, options) => {
    const run: WrittenRun =
      paths.length === 0
        ? { written: [], failed: [], left: 0 }
        : await prompts.apply(plan, paths, {
            ...options,
            askForRoom: askForRoom(dialogs, (iso) => editor.dateText(iso)),
          });
    return { run, canUndo: run.written.length > 0 && (await prompts.lastRun()) !== undefined };
  });
  if (!applied) return;
  const dirty = wanted
    .filter((path) => unsaved.has(path))
    .map((path) => ({ path, problem: unsavedProblem(path) }));
  const run: WrittenRun = { ...applied.run, failed: [...dirty, ...applied.run.failed] };
  for (const { problem } of run.failed) log.warn(`${problem.message} ${problem.advice}`);
  await changes.keepRemaining(run);
  if (applied.canUndo) await context('nothingToUndo', false);
  await tell(deps, plan, run, applied.canUndo);
}

async function tell(
  { changes, dialogs }: ApplyDeps,
  plan: PromptPlan,
  { written, failed, left }: WrittenRun,
  canUndo: boolean,
): Promise<void> {
  const undo = l10n.t('Undo');
  const show = l10n.t('Show');
  const texts = [
    l10n.t('{0}: {1} changed', commandText(plan.command), filesText(written.length)),
    ...(failed.length > 0 ? [l10n.t('{0} failed', failed.length)] : []),
    ...(left > 0 ? [l10n.t('cancelled, {0} left as they were', filesText(left))] : []),
  ];
  const [first] = failed;
  const buttons = [...(first || left > 0 ? [show] : []), ...(canUndo ? [undo] : [])];
  const chosen = first
    ? await dialogs.warn(`${texts.join(', ')}. ${first.problem.message} ${first.problem.advice}`, ...buttons)
    : await dialogs.info(`${texts.join(', ')}.`, ...buttons);
  if (chosen === undo) await dialogs.execute('diffusionWorkbench.prompts.undo');
  if (chosen === show) await changes.reveal();
}
