import * as l10n from '@vscode/l10n';
import { FILTER_GROUPS } from '../../../core/prompts/filter/filterWords';
import type { Place, PromptCommand, PromptPlan, PromptTarget } from '../../../core/prompts/run/types';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { Dialogs } from '../../platform/dialogs';
import type { PromptChanges } from '../changes/promptChanges';
import type { Filters } from '../filters/filters';
import { choosePlaces } from '../run/places';
import type { PromptEditor } from '../run/promptEditor';
import type { PromptRunner } from '../run/promptRunner';
import { commandText, filesText } from '../run/promptText';

export interface RunDeps {
  readonly dialogs: Dialogs;
  readonly editor: PromptEditor;
  readonly filters: Pick<Filters, 'filterWords'>;
  readonly runner: PromptRunner;
  readonly changes: Pick<PromptChanges, 'show' | 'reveal' | 'current'>;
}

/** Refilter Prompts and Regenerate Prompts from LoRA: they find out what would change, and show it. */
export function runCommands(
  deps: RunDeps,
): CommandHandlers<'diffusionWorkbench.prompts.refilter' | 'diffusionWorkbench.prompts.regenerate'> {
  return {
    'diffusionWorkbench.prompts.refilter': async (...args) =>
      plan(deps, 'refilter', await choosePlaces(deps, args, l10n.t('Refilter the prompts of what?'))),
    'diffusionWorkbench.prompts.regenerate': async (...args) =>
      plan(deps, 'regenerate', await choosePlaces(deps, args, l10n.t('Regenerate the prompts of what?'))),
  };
}

async function plan(deps: RunDeps, command: PromptCommand, places: readonly Place[]): Promise<void> {
  if (places.length === 0) return;
  const targets = await Promise.all(places.map((place) => targetOf(deps, place)));
  if (!(await confirmWithoutWords(deps, targets))) return;
  const made = await deps.runner.run(commandText(command), (prompts, options) =>
    prompts.plan(command, targets, options),
  );
  if (made) await present(deps, made);
}

async function targetOf({ filters, editor }: RunDeps, place: Place): Promise<PromptTarget> {
  const { words, notices } = await filters.filterWords(place.base);
  return { ...place, notices, rules: { ...editor.rules(place.base), words } };
}

/** Asks before a run without a single filter word, which is hardly what the user wants. */
async function confirmWithoutWords({ dialogs }: RunDeps, targets: readonly PromptTarget[]): Promise<boolean> {
  if (targets.some(({ rules }) => FILTER_GROUPS.some((group) => rules.words[group].length > 0))) return true;
  const edit = l10n.t('Edit Filter Words');
  const anyway = l10n.t('Run Anyway');
  const chosen = await dialogs.warn(
    l10n.t(
      'There are no filter words yet, neither in the settings nor in filter files: no token would be removed.',
    ),
    edit,
    anyway,
  );
  if (chosen === edit) await dialogs.execute('diffusionWorkbench.prompts.editFilters');
  return chosen === anyway;
}

/** Shows what would change. Where that is nothing, a message is enough, unless the user asks for more. */
async function present({ dialogs, changes }: RunDeps, made: PromptPlan): Promise<void> {
  const { changed, unchanged, skipped, failed, warnings } = made;
  if (changed.length > 0 || failed.length > 0) return changes.show(made);
  if (unchanged.length + skipped.length === 0) {
    void dialogs.info(l10n.t('There are no prompt files: no file ends in .txt.'));
    return;
  }
  const files = filesText(unchanged.length);
  const text =
    skipped.length === 0
      ? l10n.t('Nothing to change: {0} as wanted already.', files)
      : l10n.t('Nothing to change: {0} as wanted already, {1} skipped.', files, skipped.length);
  const why = l10n.t('Show Why');
  void dialogs.info(text, ...(skipped.length + warnings.length > 0 ? [why] : [])).then((chosen) => {
    if (chosen !== why) return;
    // The message can be older than the plan that is shown by now, of which files may be excluded already.
    return changes.current ? changes.reveal() : changes.show(made);
  });
}
