import * as l10n from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Place } from '../../../core/prompts/run/types';
import type { Dialogs } from '../../platform/dialogs';
import { filePaths } from '../../platform/uri';
import type { PromptEditor } from './promptEditor';

export interface PlacesDeps {
  readonly dialogs: Dialogs;
  readonly editor: Pick<PromptEditor, 'activeFile' | 'folders' | 'folderOf'>;
}

const TEXT_FILE = /\.txt$/i;
const FILTER_FILE = /[/\\]Filter_\w+\.txt$/i;

/**
 * Where a command was called: the files and folders chosen in the Explorer, the file of a tab, else what the user
 * picks of the active prompt file, its folder and the open folders.
 * @param args as VS Code passes them: a URI and all selected URIs, or nothing
 * @param title what the list asks for
 * @returns none where the user picked none or there is none, which was said
 */
export async function choosePlaces(
  deps: PlacesDeps,
  args: readonly unknown[],
  title: string,
): Promise<readonly Place[]> {
  const { dialogs, editor } = deps;
  const chosen = chosenPaths(args);
  if (chosen.length > 0) {
    const places = await placesOf(editor, chosen);
    if (places.length === 0)
      void dialogs.info(l10n.t('Choose folders or .txt files: prompt files are such files.'));
    return places;
  }
  const near = await pickNearActive(deps, title);
  if (near) return placesOf(editor, near);
  const open = editor.folders();
  if (open.length === 0) tellNoFolder(dialogs);
  return placesOf(editor, open);
}

/** The files and folders that a command of the Explorer or of a tab was called on. */
export function chosenPaths([clicked, selected]: readonly unknown[]): string[] {
  return filePaths(Array.isArray(selected) && selected.length > 0 ? selected : [clicked]);
}

export function tellNoFolder(dialogs: Dialogs): void {
  void dialogs.info(l10n.t('Open a folder with prompt files, or one of the files, first.'));
}

/**
 * Lets the user pick the prompt file that is edited, its folder, or the open folders.
 * @param title what the list asks for
 * @returns absolute paths, none where none was picked; undefined where no prompt file is edited
 */
export async function pickNearActive(
  { dialogs, editor }: PlacesDeps,
  title: string,
): Promise<readonly string[] | undefined> {
  const active = editor.activeFile();
  if (active === undefined || !TEXT_FILE.test(active) || FILTER_FILE.test(active)) return undefined;
  const open = editor.folders();
  const folder = dirname(active);
  const items = [
    { label: l10n.t('This File'), description: basename(active), paths: [active] },
    { label: l10n.t('Its Folder'), description: basename(folder), paths: [folder] },
    ...(open.length === 0
      ? []
      : [
          {
            label: l10n.t('All Open Folders'),
            description: open.map((path) => basename(path)).join(', '),
            paths: open,
          },
        ]),
  ];
  return (await dialogs.pick(items, { title }))?.paths ?? [];
}

/** Folders and text files by the open folder that they lie in; those that lie in none on their own. */
async function placesOf(editor: PlacesDeps['editor'], paths: readonly string[]): Promise<Place[]> {
  const places = new Map<string, string[]>();
  for (const path of paths) {
    const isFile = TEXT_FILE.test(path);
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    // The run reports a file that does not exist any more.
    if (!isFolder && !isFile) continue;
    const base = editor.folderOf(path) ?? (isFolder ? path : dirname(path));
    places.set(base, [...(places.get(base) ?? []), path]);
  }
  return [...places].map(([base, inBase]) => ({ base, paths: inBase }));
}
