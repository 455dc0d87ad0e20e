import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { IMAGE_CHOICES, IMAGE_QUERY } from '../../../core/civitai/imageQuery';
import type { ImageQuery } from '../../../core/civitai/imagePages';
import type { Choice, Dialogs } from '../../platform/dialogs';

type Filter = Omit<ImageQuery, 'levels'>;

interface Row extends Choice {
  /** Asks for the value; undefined where the user changes nothing. */
  readonly change?: (filter: Filter) => Promise<Filter | undefined>;
}

/**
 * Asks for a filter of Civitai's image API: a list of its parameters with their values, each of which can be changed, and
 * all of them as JSON.
 * @returns undefined where the user cancels
 */
export async function askQuery(dialogs: Dialogs): Promise<Filter | undefined> {
  let filter: Filter = { sort: 'Newest' };
  for (;;) {
    const picked = await dialogs.pick(rows(dialogs, filter), {
      title: l10n.t('Example Images by a Filter'),
      placeHolder: l10n.t('Choose what to change, then Download'),
      ignoreFocusOut: true,
    });
    if (!picked) return undefined;
    if (!picked.change) return filter;
    filter = (await picked.change(filter)) ?? filter;
  }
}

function rows(dialogs: Dialogs, filter: Filter): Row[] {
  const { sort, period, type, requiringMeta } = IMAGE_CHOICES;
  return [
    { label: `$(cloud-download) ${l10n.t('Download')}`, description: JSON.stringify(filter) },
    choiceRow(dialogs, l10n.t('Order'), filter, 'sort', sort),
    choiceRow(dialogs, l10n.t('Period'), filter, 'period', period),
    choiceRow(dialogs, l10n.t('Pictures or videos'), filter, 'type', type),
    choiceRow(dialogs, l10n.t('Only with generation parameters'), filter, 'requiringMeta', requiringMeta),
    textRow(dialogs, l10n.t('Base models'), filter, 'baseModels', l10n.t('Such as SDXL 1.0, Pony; several with commas.')), // prettier-ignore
    textRow(dialogs, l10n.t('Creator'), filter, 'username', l10n.t('The name of a user of Civitai.')),
    textRow(dialogs, l10n.t('Tags'), filter, 'tags', l10n.t('The IDs of tags, with commas.')),
    jsonRow(dialogs),
  ];
}

function choiceRow<Key extends 'sort' | 'period' | 'type' | 'requiringMeta'>(
  dialogs: Dialogs,
  label: string,
  filter: Filter,
  key: Key,
  values: readonly NonNullable<Filter[Key]>[],
): Row {
  const any = l10n.t('any');
  return {
    label,
    description: filter[key] === undefined ? any : String(filter[key]),
    change: async (current) => {
      const choices = [undefined, ...values].map((value) => ({ label: value === undefined ? any : String(value), value })); // prettier-ignore
      const picked = await dialogs.pick(choices, { title: label });
      return picked && withValue(current, key, picked.value);
    },
  };
}

function textRow(
  dialogs: Dialogs,
  label: string,
  filter: Filter,
  key: 'baseModels' | 'username' | 'tags',
  prompt: string,
): Row {
  return {
    label,
    description: filter[key] ?? l10n.t('any'),
    change: async (current) => {
      const text = await dialogs.input({ title: label, prompt, value: current[key] ?? '' });
      return text === undefined ? undefined : withValue(current, key, text.trim() || undefined);
    },
  };
}

const jsonRow = (dialogs: Dialogs): Row => ({
  label: `$(json) ${l10n.t('As JSON…')}`,
  description: l10n.t("the parameters of Civitai's API"),
  change: async (current) => {
    const text = await dialogs.input({
      title: l10n.t('Filter as JSON'),
      value: JSON.stringify(current),
      validate: (typed) => problemOf(typed),
    });
    return text === undefined ? undefined : v.parse(IMAGE_QUERY, JSON.parse(text));
  },
});

function problemOf(json: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return l10n.t('This is not JSON.');
  }
  const parsed = v.safeParse(IMAGE_QUERY, value);
  if (parsed.success) return undefined;
  const [issue] = parsed.issues;
  return `${v.getDotPath(issue) ?? 'JSON'}: ${issue.message}`;
}

function withValue(filter: Filter, key: keyof Filter, value: Filter[keyof Filter]): Filter {
  const others = Object.fromEntries(Object.entries(filter).filter(([name]) => name !== key));
  return { ...others, ...(value !== undefined && { [key]: value }) };
}
