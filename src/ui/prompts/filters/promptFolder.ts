import * as l10n from '@vscode/l10n';
import { basename, dirname } from 'node:path';
import type { Dialogs } from '../../platform/dialogs';
import type { PromptEditor } from '../run/promptEditor';

/**
 * The folder whose filter words are meant: that of the active file, else of the open folders the one that is picked.
 * @returns absolute path; undefined where none was picked or none is open, which was said
 */
export async function promptFolder(dialogs: Dialogs, editor: PromptEditor): Promise<string | undefined> {
  const file = editor.activeFile();
  if (file !== undefined && (editor.folderOf(file) !== undefined || editor.folders().length === 0)) {
    return dirname(file);
  }
  // Several folders may have their filter files in one place.
  const open = [...new Map(editor.folders().map((folder) => [editor.filterFolder(folder), folder])).values()];
  if (open.length === 0)
    void dialogs.info(l10n.t('Open the folder of your prompts first: filter files lie in it.'));
  if (open.length <= 1) return open[0];
  const items = open.map((folder) => ({
    label: basename(folder),
    description: editor.filterFolder(folder),
    folder,
  }));
  return (await dialogs.pick(items, { title: l10n.t('The filter words of which folder?') }))?.folder;
}
