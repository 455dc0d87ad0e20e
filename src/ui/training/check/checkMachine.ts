import * as l10n from '@vscode/l10n';
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { userDataFolder } from '../../../core/files/userData';
import type { PlacedFinding } from '../../../core/training/job/readTraining';
import { trainingPath } from '../../../core/training/trainingPath';
import type { CheckPart, WholeCheckRequest } from './wholeCheck';

/**
 * What the training would run on: Python with its packages, GPUs, the trainer, folders and room. Starts Python, which may
 * take minutes; in a folder that is not trusted it starts nothing and says so.
 */
export const checkMachine: CheckPart = async (request) => {
  const { source, path, settings, isTrusted, signal } = request;
  const name = basename(path);
  if (!isTrusted) return [restricted(name)];
  if (!(await isThere(request))) return [notFound(name, settings.scriptPath)];
  const { checkEnvironmentOf } = await import('../../../core/training/job/checkBeyond');
  const toPath = trainingPath(dirname(path), settings.baseModels);
  const outputFolder = settings.jobsDir ?? userDataFolder();
  return (await checkEnvironmentOf(source, name, toPath, { settings, signal, outputFolder })).findings;
};

/** Whether there is a trainer to check. One that the user named is missed, and told as such; an image has its own. */
async function isThere({ source, path, settings }: WholeCheckRequest): Promise<boolean> {
  if (settings.isTrainerNamed || existsSync(settings.scriptPath)) return true;
  const { readTraining } = await import('../../../core/training/job/readTraining');
  return readTraining(source, basename(path)).training?.launcher?.type === 'docker';
}

function restricted(file: string): PlacedFinding {
  return {
    level: 'info',
    code: 'environment_not_checked',
    file,
    message: l10n.t('What the training runs on was not checked: nothing is started in Restricted Mode.'),
    fix: l10n.t('Trust the folder first, if you trust who made it.'),
  };
}

function notFound(file: string, scriptPath: string): PlacedFinding {
  return {
    level: 'warning',
    code: 'environment_not_checked',
    file,
    message: l10n.t('{0} is not there: what the training runs on was not checked.', scriptPath),
    fix: l10n.t('Name the train_network.py of sd-scripts in the setting training.kohya.scriptPath.'),
  };
}
