import * as l10n from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Finding } from '../finding';
import { FAMILY_FACTS, type Family } from '../options/families';
import type { TrainingSettings } from '../trainingSettings';

/** The trainer of a family: it stands beside `train_network.py`, which the settings name. */
export function scriptOf({ scriptPath }: Pick<TrainingSettings, 'scriptPath'>, family: Family): string {
  return join(dirname(scriptPath), FAMILY_FACTS[family].script);
}

/** The trainer's folder, unless the settings name another one to work in. */
export function workspaceOf({ scriptPath, workspace }: TrainingSettings): string {
  return workspace ?? dirname(scriptPath);
}

/** Files that only a folder of sd-scripts has together. */
const MARKS = ['library/train_util.py', 'networks/lora.py'];

/** Whether the trainer is there and is one of sd-scripts, and its working folder. */
export async function checkScript(settings: TrainingSettings, family?: Family): Promise<Finding[]> {
  const script = family === undefined ? settings.scriptPath : scriptOf(settings, family);
  const findings: Finding[] = [];
  if (!(await isFile(script))) findings.push(await missingScript(settings, script));
  else if (!(await areFiles(dirname(script)))) {
    findings.push({
      level: 'error',
      code: 'not_sd_scripts',
      file: script,
      message: l10n.t(
        '{0} does not stand in a folder of sd-scripts: {1} is missing beside it.',
        script,
        MARKS[0] ?? '',
      ),
      fix: l10n.t('Name the train_network.py in a complete copy of github.com/kohya-ss/sd-scripts.'),
    });
  }
  const workspace = workspaceOf(settings);
  if (settings.workspace !== undefined && !(await isFolder(workspace))) {
    findings.push({
      level: 'error',
      code: 'workspace_missing',
      file: workspace,
      message: l10n.t('The working folder of the trainer, {0}, is not there.', workspace),
      fix: l10n.t('Correct it, or leave it out: the folder of the trainer is used then.'),
    });
  }
  return findings;
}

async function missingScript({ scriptPath }: TrainingSettings, script: string): Promise<Finding> {
  const isOlder = script !== scriptPath && (await isFile(scriptPath));
  return {
    level: 'error',
    code: 'script_missing',
    file: script,
    message: isOlder
      ? l10n.t('This copy of sd-scripts has no {0}.', basename(script))
      : l10n.t('The trainer {0} is not there.', script),
    fix: isOlder
      ? l10n.t('Update sd-scripts (git pull), or choose another family.')
      : l10n.t(
          'Get sd-scripts (git clone https://github.com/kohya-ss/sd-scripts) and name its train_network.py.',
        ),
  };
}

async function areFiles(folder: string): Promise<boolean> {
  const found = await Promise.all(MARKS.map((mark) => isFile(join(folder, mark))));
  return found.every(Boolean);
}

const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

export const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
