import * as l10n from '@vscode/l10n';
import type { Log } from '../../../core/log';
import type { checkEnvironment } from '../../../core/training/environment/checkEnvironment';
import type { Finding } from '../../../core/training/finding';
import type { Dialogs } from '../../platform/dialogs';
import type { Jobs } from '../../platform/job';
import { notTrusted } from './notTrusted';
import type { EditorTrainingSettings } from '../trainingSettings';
import { environmentProblems, tellEnvironment } from './tellEnvironment';

export interface EnvironmentDeps {
  readonly dialogs: Dialogs;
  readonly jobs: Jobs;
  readonly log: Pick<Log, 'info'>;
  readonly settings: () => EditorTrainingSettings;
  readonly isTrusted: () => boolean;
  /** Loaded when it is first needed. */
  readonly check: () => Promise<typeof checkEnvironment>;
}

/**
 * Checks what trainings run on, and says what is wrong; a folder of LoRAs that is missing can be made.
 * @returns what was found; undefined where the user cancelled
 */
export async function checkTrainingEnvironment(
  deps: EnvironmentDeps,
): Promise<readonly Finding[] | undefined> {
  const { dialogs, jobs, log } = deps;
  if (!deps.isTrusted()) throw notTrusted();
  const settings = deps.settings();
  const checked = await jobs.run({
    title: l10n.t('Checking the training environment'),
    work: async ({ signal }) => (await deps.check())(settings, {}, { signal }),
  });
  if (!checked) return undefined;
  const { findings, facts } = checked;
  if (environmentProblems(findings).length === 0) void dialogs.info(readyText(facts));
  // Not awaited: it is checked, however long the message stays open.
  void tellEnvironment({ dialogs, log }, findings);
  return findings;
}

function readyText({ python }: Awaited<ReturnType<typeof checkEnvironment>>['facts']): string {
  const gpus = python?.gpus.map(({ name }) => name).join(', ') ?? '';
  const ready = l10n.t('The training environment is ready: Python {0}', python?.version ?? '-');
  return gpus === '' ? ready : `${ready}, ${gpus}`;
}
