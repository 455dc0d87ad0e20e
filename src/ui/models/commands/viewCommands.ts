import * as l10n from '@vscode/l10n';
import { homedir } from 'node:os';
import { sep } from 'node:path';
import type { GroupBy } from '../../../core/models/view/modelTree';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { Dialogs } from '../../platform/dialogs';
import type { ModelLibrary } from '../library/modelLibrary';
import { isNode } from './pickModels';

/** The settings that say which folders hold models, and how they are shown. */
export interface ModelFolders {
  /** Every folder that is scanned, absolute. */
  scanned(): readonly string[];
  /** The folders of the setting as written, with the absolute path where it is known. */
  configured(): readonly { readonly written: string; readonly path: string | undefined }[];
  setConfigured(written: readonly string[]): Promise<void>;
  setGroupBy(groupBy: GroupBy): Promise<void>;
}

export interface ViewDeps {
  readonly models: Pick<ModelLibrary, 'refresh' | 'refreshAll'>;
  readonly dialogs: Dialogs;
}

/** Which folders the view shows, and how it groups them. */
export function viewCommands(
  { models, dialogs }: ViewDeps,
  folders: ModelFolders,
): CommandHandlers<
  | 'diffusionWorkbench.models.browse'
  | 'diffusionWorkbench.models.removeDirectory'
  | 'diffusionWorkbench.models.refresh'
  | 'diffusionWorkbench.models.groupByFolder'
  | 'diffusionWorkbench.models.groupByType'
  | 'diffusionWorkbench.models.groupByBaseModel'
> {
  return {
    'diffusionWorkbench.models.browse': async () => {
      const chosen = await dialogs.openFolders({
        title: l10n.t('Folders with models'),
        openLabel: l10n.t('Add to Models'),
      });
      if (chosen.length === 0) return;
      const known = folders.scanned();
      const added = chosen.filter((path) => !known.includes(path));
      const written = folders.configured().map((folder) => folder.written);
      if (added.length > 0) await folders.setConfigured([...written, ...added.map(withTilde)]);
      await models.refresh();
    },
    'diffusionWorkbench.models.removeDirectory': async (row) => {
      const folder = await chooseConfigured(dialogs, folders, row);
      if (folder === undefined) return;
      const kept = folders.configured().filter(({ written, path }) => (path ?? written) !== folder);
      await folders.setConfigured(kept.map(({ written }) => written));
      await models.refresh();
    },
    'diffusionWorkbench.models.refresh': () => models.refreshAll(),
    'diffusionWorkbench.models.groupByFolder': () => folders.setGroupBy('folder'),
    'diffusionWorkbench.models.groupByType': () => folders.setGroupBy('type'),
    'diffusionWorkbench.models.groupByBaseModel': () => folders.setGroupBy('baseModel'),
  };
}

/** The folder of a row, else one of the setting that the user picks. */
async function chooseConfigured(
  dialogs: Dialogs,
  folders: ModelFolders,
  row: unknown,
): Promise<string | undefined> {
  if (isNode(row) && row.kind === 'group') return row.folder;
  const items = folders.configured().map(({ written, path }) => ({ label: written, path: path ?? written }));
  if (items.length === 0) {
    void dialogs.info(
      l10n.t('The Models view shows only the folders of the workspace. There is none to remove.'),
    );
    return undefined;
  }
  const title = l10n.t('Remove which folder from the Models view? Its files stay.');
  return (await dialogs.pick(items, { title }))?.path;
}

/** Settings travel between machines: the home folder is written as `~`. */
function withTilde(path: string): string {
  const home = homedir();
  return path === home || path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}
