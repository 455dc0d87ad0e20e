import * as l10n from '@vscode/l10n';
import { fieldText } from '../../../core/training/form/fieldText';
import type { FieldEdit, FieldValue } from '../../../core/training/form/editTraining';
import { presetFor } from '../../../core/training/job/presets';
import { FAMILIES } from '../../../core/training/options/families';
import type { Dialogs } from '../../platform/dialogs';
import { FAMILY_NAMES } from '../commands/familyNames';

/** What a user has chosen for this very training, whatever the preset. */
const OWN: ReadonlySet<string> = new Set(['trigger', 'class', 'captions']);

/** Lets the user choose a preset, and says which fields it would change. @returns its changes; undefined where cancelled */
export async function choosePreset(
  dialogs: Dialogs,
  value: Readonly<Record<string, unknown>>,
): Promise<readonly FieldEdit[] | undefined> {
  const choices = FAMILIES.map((family) => {
    const edits = editsOf({ family, ...presetFor(family) }, value);
    const detail =
      edits.length === 0
        ? l10n.t('changes nothing')
        : l10n.t('changes {0}', edits.map(({ path }) => path.join('.')).join(', '));
    return { label: FAMILY_NAMES[family], description: family, detail, edits };
  });
  return (await dialogs.pick(choices, { title: l10n.t('Which preset?') }))?.edits;
}

function editsOf(
  preset: Readonly<Record<string, unknown>>,
  value: Readonly<Record<string, unknown>>,
  above: readonly string[] = [],
): FieldEdit[] {
  return Object.entries(preset).flatMap(([name, wanted]): FieldEdit[] => {
    const before = value[name];
    if (above.length === 0 && OWN.has(name) && before !== undefined) return [];
    if (typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted))
      return editsOf(wanted as Record<string, unknown>, (before ?? {}) as Record<string, unknown>, [...above, name]); // prettier-ignore
    return fieldText(wanted) === fieldText(before)
      ? []
      : [{ path: [...above, name], value: wanted as FieldValue }];
  });
}
