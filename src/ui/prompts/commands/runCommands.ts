import * as vscode from 'vscode';
import { FILTER_GROUPS } from '../../../core/prompts/filter/filterWords';
import type { PromptCommand, PromptPlan, PromptTarget } from '../../../core/prompts/run/types';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import { promptSettings } from '../../platform/settings';
import type { PromptsFeature } from '../feature';
import { choosePlaces, type Place } from '../run/places';
import { commandText, filesText } from '../run/promptText';

/** Refilter Prompts and Regenerate Prompts from LoRA: they find out what would change, and show it. */
export function runCommands(
  feature: PromptsFeature,
): CommandHandlers<'diffusionWorkbench.prompts.refilter' | 'diffusionWorkbench.prompts.regenerate'> {
  const { l10n } = vscode;
  return {
    'diffusionWorkbench.prompts.refilter': async (...args) =>
      plan(feature, 'refilter', await choosePlaces(args, l10n.t('Refilter the prompts of what?'))),
    'diffusionWorkbench.prompts.regenerate': async (...args) =>
      plan(feature, 'regenerate', await choosePlaces(args, l10n.t('Regenerate the prompts of what?'))),
  };
}

async function plan(
  feature: PromptsFeature,
  command: PromptCommand,
  places: readonly Place[],
): Promise<void> {
  if (places.length === 0) return;
  const targets = await Promise.all(places.map((place) => targetOf(feature, place)));
  if (!(await goesOn(targets))) return;
  const made = await feature.runner.run(commandText(command), (prompts, options) =>
    prompts.plan(command, targets, options),
  );
  if (made) await present(feature, made);
}

async function targetOf({ filters }: PromptsFeature, place: Place): Promise<PromptTarget> {
  const { words } = await filters.filterWords(place.base);
  return { ...place, rules: { ...promptSettings(place.base), words } };
}

/** Without a single filter word, a run is hardly what the person wants: asks. */
async function goesOn(targets: readonly PromptTarget[]): Promise<boolean> {
  const { l10n, window } = vscode;
  if (targets.some(({ rules }) => FILTER_GROUPS.some((group) => rules.words[group].length > 0))) return true;
  const edit = l10n.t('Edit Filter Words');
  const anyway = l10n.t('Run Anyway');
  const chosen = await window.showWarningMessage(
    l10n.t(
      'There are no filter words yet, neither in the settings nor in filter files: no token would be removed.',
    ),
    edit,
    anyway,
  );
  if (chosen === edit) await vscode.commands.executeCommand('diffusionWorkbench.prompts.editFilters');
  return chosen === anyway;
}

/** Shows what would change. Where that is nothing, a word is enough, unless somebody asks for more. */
async function present({ changes }: PromptsFeature, made: PromptPlan): Promise<void> {
  const { l10n, window } = vscode;
  const { changed, unchanged, skipped, failed, warnings } = made;
  if (changed.length > 0 || failed.length > 0) return changes.show(made);
  if (unchanged.length + skipped.length === 0) {
    void window.showInformationMessage(l10n.t('There are no prompt files: no file ends in .txt.'));
    return;
  }
  const text =
    skipped.length === 0
      ? l10n.t('Nothing to change: {0} as wanted already.', filesText(unchanged.length))
      : l10n.t(
          'Nothing to change: {0} as wanted already, {1} skipped.',
          filesText(unchanged.length),
          skipped.length,
        );
  const why = l10n.t('Show Why');
  void window
    .showInformationMessage(text, ...(skipped.length + warnings.length > 0 ? [why] : []))
    .then((chosen) => {
      if (chosen !== why) return;
      // A message can be older than what is shown by now, of which some may be left out already.
      return changes.current ? changes.reveal() : changes.show(made);
    });
}
