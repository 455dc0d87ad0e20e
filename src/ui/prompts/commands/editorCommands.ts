import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import { workspaceFolders } from '../../platform/settings';
import type { PromptsFeature } from '../feature';

/** What changes the selected prompts of any editor. */
export function editorCommands({
  filters,
}: PromptsFeature): CommandHandlers<
  'diffusionWorkbench.prompts.moveLorasToFront' | 'diffusionWorkbench.prompts.removeFiltered'
> {
  const { l10n } = vscode;
  return {
    'diffusionWorkbench.prompts.moveLorasToFront': async () => {
      const { movableTags, moveLorasToFront } = await import('../../../core/prompts/grammar/loraTags');
      await edit(
        (prompt) => (movableTags(prompt).length === 0 ? prompt : moveLorasToFront(prompt)),
        l10n.t('There is no LoRA tag to move: none, or they stand in front already.'),
      );
    },
    'diffusionWorkbench.prompts.removeFiltered': async () => {
      const folder = activeFolder();
      const [{ filterPrompt }, { filterSet }, { FILTER_GROUPS }] = await Promise.all([
        import('../../../core/prompts/filter/filterPrompt'),
        import('../../../core/prompts/filter/filterSet'),
        import('../../../core/prompts/filter/filterWords'),
      ]);
      const { words, underscoresAsSpaces } = await filters.filterWords(folder);
      const set = filterSet(words, FILTER_GROUPS, underscoresAsSpaces);
      if (set.isEmpty) return noFilterWords();
      await edit(
        (prompt) => filterPrompt(prompt, set).text,
        l10n.t('Nothing was removed: there is no filter word in the selection, or where the cursor is.'),
      );
    },
  };
}

async function edit(change: (prompt: string) => string, nothing: string): Promise<void> {
  const { l10n, window } = vscode;
  const editor = window.activeTextEditor;
  if (!editor) {
    void window.showInformationMessage(l10n.t('Open a text with prompts in an editor first.'));
    return;
  }
  const { editPrompts } = await import('../editing/promptEdits');
  const changed = await editPrompts(editor, change);
  if (changed === undefined) void window.showWarningMessage(l10n.t('This text cannot be edited.'));
  else if (changed === 0) void window.showInformationMessage(nothing);
}

/** Where the prompts of the active editor are. */
function activeFolder(): string | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === 'file' ? dirname(uri.fsPath) : workspaceFolders()[0];
}

async function noFilterWords(): Promise<void> {
  const { l10n, window, commands } = vscode;
  const editFilters = l10n.t('Edit Filter Words');
  const chosen = await window.showInformationMessage(l10n.t('There are no filter words yet.'), editFilters);
  if (chosen === editFilters) await commands.executeCommand('diffusionWorkbench.prompts.editFilters');
}
