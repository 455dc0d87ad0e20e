import * as l10n from '@vscode/l10n';
import { mkdir } from 'node:fs/promises';
import type { Log } from '../../../core/log';
import type { Finding } from '../../../core/training/finding';
import type { checkEnvironment } from '../../../core/training/environment/checkEnvironment';
import { Problem } from '../../../core/problem/problem';
import type { Dialogs } from '../../platform/dialogs';
import type { Jobs } from '../../platform/job';
import type { EditorTrainingSettings } from '../trainingSettings';

export interface EnvironmentDeps {
  readonly dialogs: Dialogs;
  readonly jobs: Jobs;
  readonly log: Pick<Log, 'info'>;
  readonly settings: () => EditorTrainingSettings;
  readonly isTrusted: () => boolean;
  /** Loaded when it is first needed. */
  readonly check: () => Promise<typeof checkEnvironment>;
}

/** Checks what trainings run on, and says what is wrong; a folder of LoRAs that is missing can be made. */
export async function checkTrainingEnvironment(deps: EnvironmentDeps): Promise<void> {
  const { dialogs, jobs, log } = deps;
  if (!deps.isTrusted()) throw notTrusted();
  const settings = deps.settings();
  const checked = await jobs.run({
    title: l10n.t('Checking the training environment'),
    work: async ({ signal }) => (await deps.check())(settings, {}, { signal }),
  });
  if (!checked) return;
  const { findings, facts } = checked;
  for (const { level, message, fix } of findings) log.info(`${level}: ${message} ${fix}`);
  const [first, ...others] = findings.filter(({ level }) => level !== 'info').sort(errorsFirst);
  if (!first) {
    void dialogs.info(readyText(facts));
    return;
  }
  const show = l10n.t('Show Log');
  const create = l10n.t('Create Folder');
  const canCreate =
    settings.loraDir !== undefined && findings.some(({ code }) => code === 'lora_dir_missing');
  const more = others.length === 0 ? '' : ` ${l10n.t('({0} more in the log)', others.length)}`;
  const tell = first.level === 'error' ? dialogs.error.bind(dialogs) : dialogs.warn.bind(dialogs);
  const answer = await tell(`${first.message} ${first.fix}${more}`, ...(canCreate ? [create] : []), show);
  if (answer === show) await dialogs.execute('diffusionWorkbench.log.show');
  if (answer === create && settings.loraDir !== undefined) await mkdir(settings.loraDir, { recursive: true });
}

const errorsFirst = (one: Finding, other: Finding) =>
  Number(other.level === 'error') - Number(one.level === 'error');

function readyText({ python }: Awaited<ReturnType<typeof checkEnvironment>>['facts']): string {
  const gpus = python?.gpus.map(({ name }) => name).join(', ') ?? '';
  const ready = l10n.t('The training environment is ready: Python {0}', python?.version ?? '-');
  return gpus === '' ? ready : `${ready}, ${gpus}`;
}

/** A folder of a stranger must not choose which program runs. */
export const notTrusted = (): Problem =>
  new Problem(
    'bad_input',
    l10n.t('Nothing is trained in Restricted Mode.'),
    l10n.t('Trust the folder first, if you trust who made it.'),
  );
