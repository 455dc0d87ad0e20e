import { FILTER_GROUPS, type FilterGroup } from '../../../core/prompts/filter/filterWords';
import { groupText } from '../../../core/prompts/run/runText';
import type { Translate } from '../../../core/text/translate';
import type { Dialogs } from '../../platform/dialogs';

/** Lets the user pick a group of filter words. */
export async function pickGroup(
  dialogs: Dialogs,
  title: string,
  description: (group: FilterGroup) => string,
): Promise<FilterGroup | undefined> {
  const { t } = dialogs;
  const items = FILTER_GROUPS.map((group) => ({
    label: groupText(group, t),
    description: description(group),
    detail: groupDetail(group, t),
    group,
  }));
  return (await dialogs.pick(items, { title }))?.group;
}

/** From which fields a group is removed. */
function groupDetail(group: FilterGroup, t: Translate): string {
  switch (group) {
    case 'sex':
      return t('Taken out of "prompt"; by Regenerate also out of "prompt_with_clothes".');
    case 'clothes':
      return t('Taken out of "prompt" only.');
    case 'etc':
      return t('Taken out of "prompt" and "prompt_with_clothes".');
  }
}
