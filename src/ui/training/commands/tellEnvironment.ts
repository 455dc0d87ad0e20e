import * as l10n from '@vscode/l10n';
import { mkdir } from 'node:fs/promises';
import type { Log } from '../../../core/log';
import type { Finding } from '../../../core/training/finding';
import { PREFIX, type SettingKey } from '../../platform/contributions/settings';
import type { Dialogs } from '../../platform/dialogs';

/** The setting that a finding about this machine asks to correct, by the code of the finding. */
const SETTINGS: Readonly<Record<string, SettingKey>> = {
  python_missing: 'training.pythonPath',
  python_failed: 'training.pythonPath',
  python_too_old: 'training.pythonPath',
  python_32_bit: 'training.pythonPath',
  script_missing: 'training.kohya.scriptPath',
  not_sd_scripts: 'training.kohya.scriptPath',
  workspace_missing: 'training.kohya.workspace',
  accelerate_missing: 'training.kohya.accelerateBin',
  launch_prefix_missing: 'training.launchPrefix',
  docker_image_missing: 'training.docker.image',
  lora_dir_missing: 'training.loraDir',
  lora_dir_read_only: 'training.loraDir',
  lora_dir_no_folder: 'training.loraDir',
  disk_low: 'training.jobsDir',
};

/**
 * Says what is wrong with what trainings run on: all of it in the log, the worst in a message that leads there, and to the
 * setting that can be corrected. A folder of LoRAs that is missing can be made.
 */
export async function tellEnvironment(
  { dialogs, log }: { readonly dialogs: Dialogs; readonly log: Pick<Log, 'info'> },
  findings: readonly Finding[],
): Promise<void> {
  for (const { level, message, fix } of findings) log.info(`${level}: ${message} ${fix}`);
  const [first, ...others] = environmentProblems(findings);
  if (!first) return;
  const [create, open, show] = [l10n.t('Create Folder'), l10n.t('Open Settings'), l10n.t('Show Log')];
  const folder = findings.find(({ code }) => code === 'lora_dir_missing')?.file;
  const setting = Object.hasOwn(SETTINGS, first.code) ? SETTINGS[first.code] : undefined;
  const buttons = [...(folder === undefined ? [] : [create]), ...(setting ? [open] : []), show];
  const more = others.length === 0 ? '' : ` ${l10n.t('({0} more in the log)', others.length)}`;
  const tell = first.level === 'error' ? dialogs.error.bind(dialogs) : dialogs.warn.bind(dialogs);
  const answer = await tell(`${first.message} ${first.fix}${more}`, ...buttons);
  if (answer === show) await dialogs.execute('diffusionWorkbench.log.show');
  if (answer === open) await dialogs.execute('workbench.action.openSettings', `${PREFIX}.${setting}`);
  if (answer === create && folder !== undefined) await mkdir(folder, { recursive: true });
}

/** What is wrong, errors first. */
export const environmentProblems = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ level }) => level !== 'info').sort(errorsFirst);

const errorsFirst = (one: Finding, other: Finding) =>
  Number(other.level === 'error') - Number(one.level === 'error');
