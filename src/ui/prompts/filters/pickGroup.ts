import * as l10n from '@vscode/l10n';
import { FILTER_GROUPS, type FilterGroup } from '../../../core/prompts/filter/filterWords';
import { groupText } from '../../../core/prompts/run/runText';
import type { Dialogs } from '../../platform/dialogs';

/** Lets the user pick a group of filter words. */
export async function pickGroup(
  dialogs: Dialogs,
  title: string,
  description: (group: FilterGroup) => string,
): Promise<FilterGroup | undefined> {
  const items = FILTER_GROUPS.map((group) => ({
    label: groupText(group),
    description: description(group),
    detail: groupDetail(group),
    group,
  }));
  return (await dialogs.pick(items, { title }))?.group;
}

/** From which fields a group is removed. */
function groupDetail(group: FilterGroup): string {
  switch (group) {
    case 'sex':
      return l10n.t('Taken out of "prompt"; by Regenerate also out of "prompt_with_clothes".');
    case 'clothes':
      return l10n.t('Taken out of "prompt" only.');
    case 'etc':
      return l10n.t('Taken out of "prompt" and "prompt_with_clothes".');
  }
}
