import { basename } from 'node:path';
import * as vscode from 'vscode';
import { noticeText } from '../../../core/text/noticeText';
import type { ImportItem, ImportPlan } from '../../../core/models/transfer/planImport';
import { abortSignal } from '../../platform/cancel';
import { showProblem } from '../../platform/problems';
import type { ModelsFeature } from '../feature';

/**
 * Imports metadata for the models of a folder. Shows first what would change, model by model, and asks where that
 * concerns what the person typed.
 * @param source the exported JSON file
 */
export async function importMetadata(feature: ModelsFeature, folder: string, source: string): Promise<void> {
  const { l10n, window } = vscode;
  try {
    const { planImport } = await import('../../../core/models/transfer/planImport');
    const { applyImport } = await import('../../../core/models/transfer/applyImport');
    const plan = await planImport(folder, source, feature.models.inFolder(folder));
    logPlan(feature, plan);
    if (plan.items.length === 0) {
      void window.showInformationMessage(
        l10n.t('Nothing to import from {0}. {1}', basename(source), leftOut(plan)),
      );
      return;
    }
    const items = await chooseItems(plan, basename(source));
    if (items.length === 0) return;
    const overwriteUser = await askConflicts(items);
    if (overwriteUser === undefined) return;
    const result = await window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: l10n.t('Importing metadata'),
        cancellable: true,
      },
      (_progress, token) => applyImport({ ...plan, items }, { overwriteUser, signal: abortSignal(token) }),
    );
    for (const { name, problem } of result.failed) {
      feature.log.warn(`${name}: ${problem.message} ${problem.advice}`);
    }
    const [first] = result.failed;
    const text = l10n.t('Metadata of {0} models imported. {1}', result.imported, leftOut(plan));
    if (first) {
      void window.showWarningMessage(
        `${text} ${l10n.t('{0} failed: {1}', result.failed.length, noticeText(first.problem.message))}`,
      );
    } else {
      void window.showInformationMessage(text);
    }
  } catch (error) {
    await showProblem(error, basename(source), feature.log);
  } finally {
    await feature.models.refresh();
  }
}

/** The list of all that would change; the person takes out what is not wanted. */
async function chooseItems(plan: ImportPlan, source: string): Promise<readonly ImportItem[]> {
  const { l10n } = vscode;
  const picked = await vscode.window.showQuickPick(
    plan.items.map((item) => ({
      label: item.name,
      description: item.isNew ? l10n.t('new') : l10n.t('changes'),
      detail: [
        item.changes.join(', '),
        item.conflicts.length > 0 &&
          l10n.t('$(warning) differs from what you typed: {0}', item.conflicts.join(', ')),
      ]
        .filter((part) => part !== false && part !== '')
        .join(' · '),
      picked: true,
      item,
    })),
    {
      title: l10n.t('Import from {0}: what changes. {1}', source, leftOut(plan)),
      placeHolder: l10n.t('Nothing is written before you accept.'),
      canPickMany: true,
      ignoreFocusOut: true,
      matchOnDetail: true,
      matchOnDescription: true,
    },
  );
  return picked?.map(({ item }) => item) ?? [];
}

/** Whether imported values replace what the person typed; undefined where the person wants neither. */
async function askConflicts(items: readonly ImportItem[]): Promise<boolean | undefined> {
  const { l10n } = vscode;
  const conflicting = items.filter(({ conflicts }) => conflicts.length > 0);
  if (conflicting.length === 0) return false;
  const keep = l10n.t('Keep Mine');
  const take = l10n.t('Take Imported');
  const chosen = await vscode.window.showWarningMessage(
    l10n.t('The import has other values than you typed. Models concerned: {0}', conflicting.length),
    {
      modal: true,
      detail: conflicting
        .slice(0, 10)
        .map(({ name, conflicts }) => `${name}: ${conflicts.join(', ')}`)
        .join('\n'),
    },
    keep,
    take,
  );
  return chosen === keep ? false : chosen === take ? true : undefined;
}

function leftOut({ unchanged, unmatched, ambiguous, failed }: ImportPlan): string {
  const { l10n } = vscode;
  return [
    unchanged > 0 && l10n.t('{0} are already so.', unchanged),
    unmatched.length > 0 && l10n.t('{0} fit no model here.', unmatched.length),
    ambiguous.length > 0 && l10n.t('{0} fit several models.', ambiguous.length),
    failed.length > 0 && l10n.t('{0} have a sidecar that cannot be read.', failed.length),
  ]
    .filter((part) => part !== false)
    .join(' ');
}

function logPlan({ log }: ModelsFeature, plan: ImportPlan): void {
  for (const name of plan.unmatched) log.info(`Import: no model fits ${name}`);
  for (const name of plan.ambiguous) log.warn(`Import: several models fit ${name}`);
  for (const { name, problem } of plan.failed) log.warn(`Import: ${name}: ${problem.message}`);
}
