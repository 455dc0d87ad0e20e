import { homedir } from 'node:os';
import { sep } from 'node:path';
import * as vscode from 'vscode';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import { directoryPaths, modelRoots, setDirectories, setGroupBy, settings } from '../../platform/settings';
import type { ModelsFeature } from '../feature';
import { isNode } from './pickModels';

/** Which folders the view shows, and how it groups them. */
export function viewCommands({
  models,
}: ModelsFeature): CommandHandlers<
  | 'diffusionWorkbench.models.browse'
  | 'diffusionWorkbench.models.removeDirectory'
  | 'diffusionWorkbench.models.refresh'
  | 'diffusionWorkbench.models.groupByFolder'
  | 'diffusionWorkbench.models.groupByType'
  | 'diffusionWorkbench.models.groupByBaseModel'
> {
  return {
    'diffusionWorkbench.models.browse': async () => {
      const folders = await vscode.window.showOpenDialog({
        canSelectFolders: true,
        canSelectFiles: false,
        canSelectMany: true,
        title: vscode.l10n.t('Folders with models'),
        openLabel: vscode.l10n.t('Add to Models'),
      });
      if (!folders || folders.length === 0) return;
      const known = modelRoots();
      const added = folders.map(({ fsPath }) => fsPath).filter((path) => !known.includes(path));
      if (added.length > 0) await setDirectories([...settings.directories(), ...added.map(withTilde)]);
      await models.refresh();
    },
    'diffusionWorkbench.models.removeDirectory': async (...args) => {
      const folder = await listedFolder(args[0]);
      if (folder === undefined) return;
      const kept = directoryPaths().filter(({ written, path }) => (path ?? written) !== folder);
      await setDirectories(kept.map(({ written }) => written));
      await models.refresh();
    },
    'diffusionWorkbench.models.refresh': async () => models.refreshAll(),
    'diffusionWorkbench.models.groupByFolder': async () => setGroupBy('folder'),
    'diffusionWorkbench.models.groupByType': async () => setGroupBy('type'),
    'diffusionWorkbench.models.groupByBaseModel': async () => setGroupBy('baseModel'),
  };
}

/** The folder of a row, else one of the setting that the person picks. */
async function listedFolder(row: unknown): Promise<string | undefined> {
  if (isNode(row) && row.kind === 'group') return row.folder;
  const items = directoryPaths().map(({ written, path }) => ({ label: written, path: path ?? written }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The Models view shows only the folders of the workspace. There is none to remove.'),
    );
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Remove which folder from the Models view? Its files stay.'),
  });
  return picked?.path;
}

/** Settings travel between machines: the home folder is written as `~`. */
function withTilde(path: string): string {
  const home = homedir();
  return path === home || path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}
