import * as l10n from '@vscode/l10n';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { Dialogs } from '../../platform/dialogs';
import type { PromptsFeature } from '../feature';

/** What changes the selected prompts of any editor. */
export function editorCommands({
  filters,
  dialogs,
  editor,
}: PromptsFeature): CommandHandlers<
  'diffusionWorkbench.prompts.moveLorasToFront' | 'diffusionWorkbench.prompts.removeFiltered'
> {
  return {
    'diffusionWorkbench.prompts.moveLorasToFront': async () => {
      const { movableTags, moveLorasToFront } = await import('../../../core/prompts/grammar/loraTags');
      await edit(
        dialogs,
        (prompt) => (movableTags(prompt).length === 0 ? prompt : moveLorasToFront(prompt)),
        l10n.t('There is no LoRA tag to move: none, or they stand in front already.'),
      );
    },
    'diffusionWorkbench.prompts.removeFiltered': async () => {
      const [{ filterPrompt }, { filterSet }, { FILTER_GROUPS }] = await Promise.all([
        import('../../../core/prompts/filter/filterPrompt'),
        import('../../../core/prompts/filter/filterSet'),
        import('../../../core/prompts/filter/filterWords'),
      ]);
      const file = editor.activeFile();
      const folder = file === undefined ? editor.folders()[0] : dirname(file);
      const { words, underscoresAsSpaces } = await filters.filterWords(folder);
      const set = filterSet(words, FILTER_GROUPS, underscoresAsSpaces);
      if (set.isEmpty) return noFilterWords(dialogs);
      await edit(
        dialogs,
        (prompt) => filterPrompt(prompt, set).text,
        l10n.t('Nothing was removed: there is no filter word in the selection, or where the cursor is.'),
      );
    },
  };
}

async function edit(dialogs: Dialogs, change: (prompt: string) => string, nothing: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    void dialogs.info(l10n.t('Open a text with prompts in an editor first.'));
    return;
  }
  const { editPrompts } = await import('../editing/promptEdits');
  const changed = await editPrompts(editor, change);
  if (changed === undefined) void dialogs.warn(l10n.t('This text cannot be edited.'));
  else if (changed === 0) void dialogs.info(nothing);
}

async function noFilterWords(dialogs: Dialogs): Promise<void> {
  const editFilters = l10n.t('Edit Filter Words');
  const chosen = await dialogs.info(l10n.t('There are no filter words yet.'), editFilters);
  if (chosen === editFilters) await dialogs.execute('diffusionWorkbench.prompts.editFilters');
}
