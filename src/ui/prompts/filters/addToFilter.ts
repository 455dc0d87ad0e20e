import * as l10n from '@vscode/l10n';
import { dirname } from 'node:path';
import { FILTER_FILES } from '../../../core/prompts/filter/filterNames';
import type { Dialogs } from '../../platform/dialogs';
import type { PromptEditor } from '../run/promptEditor';
import type { Filters } from './filters';
import { pickGroup } from './pickGroup';
import { promptFolder } from './promptFolder';

/** At most this many words are listed in a message. */
const LISTED_WORDS = 3;

export interface AddToFilterDeps {
  readonly dialogs: Dialogs;
  readonly editor: PromptEditor;
  readonly filters: Pick<Filters, 'addFilterWords'>;
}

/**
 * Adds tokens to the filter file of a group that the user picks.
 * @param words the selected tokens as filter words
 */
export async function addToFilter(
  { dialogs, editor, filters }: AddToFilterDeps,
  words: readonly string[],
): Promise<void> {
  if (words.length === 0) {
    void dialogs.info(
      l10n.t('Select the tokens that are to become filter words, in a prompt or in a list of tokens.'),
    );
    return;
  }
  const file = editor.activeFile();
  const folder = file === undefined ? await promptFolder(dialogs, editor) : dirname(file);
  if (folder === undefined) return;
  const names = words.slice(0, LISTED_WORDS).join(', ') + (words.length > LISTED_WORDS ? ', …' : '');
  const title = l10n.t('Add {0} to which filter?', names);
  const group = await pickGroup(dialogs, title, (each) => FILTER_FILES[each]);
  if (!group) return;
  const { added, file: name } = await filters.addFilterWords(folder, group, words);
  if (added === 0) {
    void dialogs.info(l10n.t('{0} has all of it already: {1}.', name, names));
    return;
  }
  const refilter = l10n.t('Refilter');
  const chosen = await dialogs.info(
    added === 1
      ? l10n.t('1 word was added to {0}.', name)
      : l10n.t('{0} words were added to {1}.', added, name),
    refilter,
  );
  if (chosen === refilter) await dialogs.execute('diffusionWorkbench.prompts.refilter');
}
