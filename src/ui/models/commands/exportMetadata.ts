import * as l10n from '@vscode/l10n';
import { basename, join } from 'node:path';
import type { TransferDeps } from './importMetadata';
import { pickFolder } from './pickFolder';

/** Writes what is known of the models of a folder into one JSON file, which the user names. */
export async function exportMetadata(deps: TransferDeps, row: unknown): Promise<void> {
  const { dialogs, models, problems, log } = deps;
  const folder = await pickFolder(deps, row, l10n.t('Export the metadata of which folder?'));
  if (folder === undefined) return;
  const target = await dialogs.saveFile({
    title: l10n.t('Export the metadata of {0}', basename(folder)),
    path: join(folder, `${basename(folder)}-metadata.json`),
    filters: { JSON: ['json'] },
  });
  if (target === undefined) return;
  try {
    const { exportMetadata: write } = await import('../../../core/models/transfer/exportMetadata');
    const { exported, failed } = await write(folder, target, models.inFolder(folder));
    for (const { name, problem } of failed) log.warn(`Export: ${name}: ${problem.message}`);
    const open = l10n.t('Open');
    const text = l10n.t('Metadata of {0} models exported to {1}', exported, basename(target));
    const chosen =
      failed.length > 0
        ? await dialogs.warn(
            `${text}. ${l10n.t('{0} have a sidecar that cannot be read.', failed.length)}`,
            open,
          )
        : await dialogs.info(text, open);
    if (chosen === open) await dialogs.showFile(target);
  } catch (error) {
    await problems.show(error, basename(target));
  }
}
