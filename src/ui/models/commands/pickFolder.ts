import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { Dialogs } from '../../platform/dialogs';
import type { ModelLibrary } from '../library/modelLibrary';
import { isNode } from './pickModels';

/**
 * The folder of the row that a command was called on, the only root, or the root that the user picks.
 * @returns absolute path; undefined where none was picked or there is none, which was said
 */
export async function pickFolder(
  { models, dialogs }: { readonly models: Pick<ModelLibrary, 'ready' | 'roots'>; readonly dialogs: Dialogs },
  row: unknown,
  title: string,
): Promise<string | undefined> {
  if (isNode(row) && row.kind === 'group' && row.folder !== undefined) return row.folder;
  await models.ready();
  const roots = models.roots().filter(({ missing }) => !missing);
  if (roots.length === 0) {
    void dialogs.info(l10n.t('There is no folder with models.'));
    return undefined;
  }
  if (roots.length === 1) return roots[0]?.path;
  const picked = await dialogs.pick(
    roots.map(({ path }) => ({ label: basename(path), description: path, path })),
    { title },
  );
  return picked?.path;
}
