import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import { showProblem } from '../../platform/problems';
import type { ModelsFeature } from '../feature';
import { importMetadata } from './importMetadata';
import { isNode } from './pickModels';

/** Export Metadata and Import Metadata: one JSON file for a folder of models. */
export function exchangeCommands(
  feature: ModelsFeature,
): CommandHandlers<'diffusionWorkbench.models.exportMetadata' | 'diffusionWorkbench.models.importMetadata'> {
  return {
    'diffusionWorkbench.models.exportMetadata': async (...args) => exportMetadata(feature, args[0]),
    'diffusionWorkbench.models.importMetadata': async (...args) => {
      const folder = await pickFolder(feature, args[0], vscode.l10n.t('Import metadata for which folder?'));
      if (folder === undefined) return;
      const [source] =
        (await vscode.window.showOpenDialog({
          title: vscode.l10n.t('Import metadata for {0}', basename(folder)),
          openLabel: vscode.l10n.t('Import'),
          filters: { JSON: ['json'] },
        })) ?? [];
      if (source) await importMetadata(feature, folder, source.fsPath);
    },
  };
}

async function exportMetadata(feature: ModelsFeature, row: unknown): Promise<void> {
  const { l10n, window, Uri } = vscode;
  const folder = await pickFolder(feature, row, l10n.t('Export the metadata of which folder?'));
  if (folder === undefined) return;
  const target = await window.showSaveDialog({
    title: l10n.t('Export the metadata of {0}', basename(folder)),
    defaultUri: Uri.joinPath(Uri.file(folder), `${basename(folder)}-metadata.json`),
    filters: { JSON: ['json'] },
  });
  if (!target) return;
  try {
    const { exportMetadata: write } = await import('../../../core/models/transfer/exportMetadata');
    const { exported, failed } = await write(folder, target.fsPath, feature.models.inFolder(folder));
    for (const { name, problem } of failed) feature.log.warn(`Export: ${name}: ${problem.message}`);
    const open = l10n.t('Open');
    const text = l10n.t('Metadata of {0} models exported to {1}', exported, basename(target.fsPath));
    const chosen =
      failed.length > 0
        ? await window.showWarningMessage(
            `${text}. ${l10n.t('{0} have a sidecar that cannot be read.', failed.length)}`,
            open,
          )
        : await window.showInformationMessage(text, open);
    if (chosen === open) await window.showTextDocument(target);
  } catch (error) {
    await showProblem(error, basename(target.fsPath), feature.log);
  }
}

/** The folder of the row, the only root, or the root that the person picks. */
async function pickFolder(feature: ModelsFeature, row: unknown, title: string): Promise<string | undefined> {
  if (isNode(row) && row.kind === 'group' && row.folder !== undefined) return row.folder;
  await feature.models.ready();
  const roots = feature.models.presentRoots();
  if (roots.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no folder with models.'));
    return undefined;
  }
  if (roots.length === 1) return roots[0];
  const picked = await vscode.window.showQuickPick(
    roots.map((path) => ({ label: basename(path), description: path, path })),
    { title },
  );
  return picked?.path;
}
