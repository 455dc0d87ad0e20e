import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { Log } from '../../../core/log';
import type { ImportItem, ImportPlan } from '../../../core/models/transfer/planImport';
import type { ModelChanges } from '../../../core/models/changes/modelChanges';
import type { Dialogs } from '../../platform/dialogs';
import type { Jobs } from '../../platform/job';
import type { Problems } from '../../platform/problems';
import { askForRoom } from '../../undo/askForRoom';
import type { ModelLibrary } from '../library/modelLibrary';
import { pickFolder } from './pickFolder';

/** At most this many models with conflicts are listed. */
const LISTED_CONFLICTS = 10;

/** What export and import need. */
export interface TransferDeps {
  readonly models: Pick<ModelLibrary, 'ready' | 'roots' | 'inFolder' | 'refresh'>;
  readonly dialogs: Dialogs;
  readonly problems: Problems;
  readonly jobs: Jobs;
  readonly log: Log;
  readonly changes: () => Promise<Pick<ModelChanges, 'recorder' | 'makeRoom'>>;
  readonly dateText: (iso: string) => string;
}

/** Asks for a folder and an exported file, and imports it. */
export async function chooseImport(deps: TransferDeps, row: unknown): Promise<void> {
  const { dialogs } = deps;
  const folder = await pickFolder(deps, row, l10n.t('Import metadata for which folder?'));
  if (folder === undefined) return;
  const source = await dialogs.openFile({
    title: l10n.t('Import metadata for {0}', basename(folder)),
    openLabel: l10n.t('Import'),
    filters: { JSON: ['json'] },
  });
  if (source !== undefined) await importMetadata(deps, folder, source);
}

/**
 * Imports metadata for the models of a folder. Shows first what would change, model by model, and asks where that
 * concerns what the user typed.
 * @param source the exported JSON file
 */
async function importMetadata(deps: TransferDeps, folder: string, source: string): Promise<void> {
  const { dialogs, models, problems, jobs } = deps;
  try {
    const { planImport } = await import('../../../core/models/transfer/planImport');
    const { applyImport } = await import('../../../core/models/transfer/applyImport');
    const plan = await planImport(folder, source, models.inFolder(folder));
    logPlan(deps, plan);
    if (plan.items.length === 0) {
      void dialogs.info(l10n.t('Nothing to import from {0}. {1}', basename(source), skippedText(plan)));
      return;
    }
    const items = await chooseItems(deps, plan, basename(source));
    if (items.length === 0) return;
    const overwriteUser = await askConflicts(deps, items);
    if (overwriteUser === undefined) return;
    const changes = await deps.changes();
    await changes.makeRoom(
      items.map(({ model }) => model.path),
      askForRoom(dialogs, deps.dateText),
    );
    const result = await jobs.run({
      title: l10n.t('Importing metadata'),
      what: basename(source),
      work: ({ signal }) => {
        const undo = changes.recorder('import', basename(source));
        return applyImport({ ...plan, items }, { overwriteUser, signal, undo });
      },
    });
    if (result) tell(deps, plan, result);
  } catch (error) {
    await problems.show(error, basename(source));
  } finally {
    await models.refresh();
  }
}

function tell(
  { dialogs, log }: TransferDeps,
  plan: ImportPlan,
  { imported, failed }: Pick<ImportPlan, 'failed'> & { readonly imported: number },
): void {
  for (const { name, problem } of failed) log.warn(`${name}: ${problem.message} ${problem.advice}`);
  const [first] = failed;
  const text = l10n.t('Metadata of {0} models imported. {1}', imported, skippedText(plan));
  const undo = l10n.t('Undo');
  const buttons = imported > 0 ? [undo] : [];
  const told = first
    ? dialogs.warn(`${text} ${l10n.t('{0} failed: {1}', failed.length, first.problem.message)}`, ...buttons)
    : dialogs.info(text, ...buttons);
  void told.then((chosen) =>
    chosen === undo ? dialogs.execute('diffusionWorkbench.models.undo') : undefined,
  );
}

/** The list of all that would change; the user unchecks what is not wanted. */
async function chooseItems(
  { dialogs }: TransferDeps,
  plan: ImportPlan,
  source: string,
): Promise<readonly ImportItem[]> {
  const picked = await dialogs.pickMany(
    plan.items.map((item) => ({
      label: item.name,
      description: item.isNew ? l10n.t('new') : l10n.t('changes'),
      detail: [
        item.changes.join(', '),
        item.conflicts.length > 0 &&
          `$(warning) ${l10n.t('differs from what you typed: {0}', item.conflicts.join(', '))}`,
      ]
        .filter((text) => text !== false && text !== '')
        .join(' · '),
      picked: true,
      item,
    })),
    {
      title: l10n.t('Import from {0}: what changes. {1}', source, skippedText(plan)),
      placeHolder: l10n.t('Nothing is written before you accept.'),
      ignoreFocusOut: true,
    },
  );
  return picked?.map(({ item }) => item) ?? [];
}

/** Whether imported values replace what the user typed; undefined where the user cancels. */
async function askConflicts(
  { dialogs }: TransferDeps,
  items: readonly ImportItem[],
): Promise<boolean | undefined> {
  const conflicting = items.filter(({ conflicts }) => conflicts.length > 0);
  if (conflicting.length === 0) return false;
  const keep = l10n.t('Keep Mine');
  const take = l10n.t('Take Imported');
  const chosen = await dialogs.confirm(
    l10n.t('The import has other values than you typed. Models concerned: {0}', conflicting.length),
    conflicting
      .slice(0, LISTED_CONFLICTS)
      .map(({ name, conflicts }) => `${name}: ${conflicts.join(', ')}`)
      .join('\n'),
    keep,
    take,
  );
  return chosen === keep ? false : chosen === take ? true : undefined;
}

/** What of the file is not imported, and why. */
function skippedText({ unchanged, unmatched, ambiguous, failed }: ImportPlan): string {
  return [
    unchanged > 0 && l10n.t('{0} are already so.', unchanged),
    unmatched.length > 0 && l10n.t('{0} fit no model here.', unmatched.length),
    ambiguous.length > 0 && l10n.t('{0} fit several models.', ambiguous.length),
    failed.length > 0 && l10n.t('{0} have a sidecar that cannot be read.', failed.length),
  ]
    .filter((text) => text !== false)
    .join(' ');
}

function logPlan({ log }: TransferDeps, plan: ImportPlan): void {
  for (const name of plan.unmatched) log.info(`Import: no model fits ${name}`);
  for (const name of plan.ambiguous) log.warn(`Import: several models fit ${name}`);
  for (const { name, problem } of plan.failed) log.warn(`Import: ${name}: ${problem.message}`);
}
