import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { Log } from '../../../core/log';
import { toProblem } from '../../../core/problem/toProblem';
import type { WorkerOptions } from '../../../core/threads/workerPool';
import type { FindingLevel } from '../../../core/training/finding';
import type { Family } from '../../../core/training/options/families';
import type { Dialogs } from '../../platform/dialogs';
import type { Jobs } from '../../platform/job';
import { filePaths } from '../../platform/uri';
import { wholeCheck, type WholeCheck, type WholeCheckOptions } from '../check/wholeCheck';
import type { TrainerTables } from '../check/trainerTables';
import type { TrainingEditor } from '../trainingEditor';
import { readTrainingText } from './readTrainingText';
import { environmentProblems, tellEnvironment } from './tellEnvironment';

export interface CheckDeps {
  readonly dialogs: Dialogs;
  readonly jobs: Jobs;
  readonly editor: TrainingEditor;
  readonly tables: Pick<TrainerTables, 'read'>;
  readonly workers: WorkerOptions;
  readonly log: Pick<Log, 'info'>;
  readonly isTrusted: () => boolean;
  /** Puts what was found into the Problems view. */
  readonly show: (path: string, check: WholeCheck) => void;
}

/**
 * Checks a training file: the one that was chosen, else the active one. What it finds goes into the Problems view; what
 * is about this machine and the settings is told as Check Training Environment tells it.
 * @returns what was found; undefined where there is no training file, or the user cancelled
 */
export async function checkTrainingFile(
  deps: CheckDeps,
  item: unknown,
  options: WholeCheckOptions,
): Promise<WholeCheck | undefined> {
  const { dialogs, jobs, editor, tables, workers } = deps;
  const path = filePaths([item])[0] ?? editor.activeFile();
  if (path === undefined) {
    void dialogs.info(l10n.t('Open a training file (*.training.toml), or choose one in the Explorer.'));
    return undefined;
  }
  const check = await jobs.run({
    title: l10n.t('Checking {0}', basename(path)),
    what: basename(path),
    work: async ({ signal, onProgress }) => {
      const source = await readTrainingText(editor, path);
      const request = {
        source,
        path,
        settings: editor.settings(path),
        ownTable: (family: Family) => tables.read(path, family, signal),
        workers,
        isTrusted: deps.isTrusted(),
        signal,
        onProgress,
      };
      return wholeCheck(request, options);
    },
  });
  if (!check) return undefined;
  deps.show(path, check);
  const hasProblems = environmentProblems(check.environment).length > 0;
  // Not awaited: the check is over, however long the messages stay open.
  tellEnvironment(deps, check.environment).catch((error: unknown) => {
    const { message, advice } = toProblem(error, basename(path));
    void dialogs.error(`${message} ${advice}`);
  });
  void tell(dialogs, basename(path), check, hasProblems);
  return check;
}

/** @param hasProblems whether more is wrong than what is in the file */
async function tell(
  dialogs: Dialogs,
  name: string,
  { ofFile, beyond }: WholeCheck,
  hasProblems: boolean,
): Promise<void> {
  const all = [...ofFile, ...beyond];
  const count = (level: FindingLevel) => all.filter((finding) => finding.level === level).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (all.length === 0) {
    if (!hasProblems) void dialogs.info(l10n.t('{0}: no problems', name));
    return;
  }
  const show = l10n.t('Show Problems');
  const text = l10n.t('{0}: {1} errors, {2} warnings', name, errors, warnings);
  const chosen = await (errors > 0
    ? dialogs.error(text, show)
    : warnings > 0
      ? dialogs.warn(text, show)
      : dialogs.info(text, show));
  if (chosen === show) await dialogs.execute('workbench.actions.view.problems');
}
