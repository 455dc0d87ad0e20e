import * as l10n from '@vscode/l10n';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { errnoOf, toProblem } from '../../../core/problem/toProblem';
import { filterFilePath } from '../../../core/prompts/filter/filterFiles';
import type { FilterGroup } from '../../../core/prompts/filter/filterWords';
import { groupText } from '../../../core/prompts/run/runText';
import type { Dialogs } from '../../platform/dialogs';
import type { PromptEditor } from '../run/promptEditor';
import type { Filters } from './filters';
import { pickGroup } from './pickGroup';
import { promptFolder } from './promptFolder';

export interface EditFiltersDeps {
  readonly dialogs: Dialogs;
  readonly editor: PromptEditor;
  readonly filters: Pick<Filters, 'filterWords'>;
}

/** Opens the filter file of a group that the user picks; makes it where it does not exist. */
export async function editFilters({ dialogs, editor, filters }: EditFiltersDeps): Promise<void> {
  const folder = await promptFolder(dialogs, editor);
  if (folder === undefined) return;
  // A file that cannot be read as filter words is opened here to be repaired.
  const found = await filters.filterWords(folder).catch(() => undefined);
  const group = await pickGroup(dialogs, l10n.t('Edit the filter words of which group?'), (each) =>
    found ? l10n.t('{0} words', found.words[each].length) : '',
  );
  if (!group) return;
  const file = await filterFilePath(editor.filterFolder(folder), group);
  await makeFilterFile(file, group);
  await dialogs.showFile(file);
}

/** Makes a filter file that does not exist, with a line that says how it is written. */
async function makeFilterFile(file: string, group: FilterGroup): Promise<void> {
  const text = l10n.t(
    '# Filter words of the group {0}, one a line or separated by commas. This line is a comment.',
    groupText(group),
  );
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${text}\n`, { flag: 'wx' });
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw toProblem(error, basename(file));
  }
}
