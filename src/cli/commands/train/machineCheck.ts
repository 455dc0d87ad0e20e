import * as l10n from '@vscode/l10n';
import { existsSync } from 'node:fs';
import { userCacheFolder } from '../../../core/files/userCache';
import { userDataFolder } from '../../../core/files/userData';
import { readOwnTable } from '../../../core/training/environment/readOwnTable';
import { checkEnvironmentOf } from '../../../core/training/job/checkBeyond';
import type { PlacedFinding } from '../../../core/training/job/readTraining';
import type { Family } from '../../../core/training/options/families';
import type { OptionTable } from '../../../core/training/options/optionTable';
import type { TrainingSettings } from '../../../core/training/trainingSettings';
import type { Session } from '../../session';
import type { JobsOptions } from '../jobs/options';
import type { SettingsOptions } from './settings';

export interface CheckOptions extends SettingsOptions, JobsOptions {
  /** Undefined: where the trainer is named or found. */
  readonly environment?: boolean;
}

/** The part of a check that needs the trainer of this machine. */
export interface MachineCheck {
  readonly ownTable: (family: Family) => Promise<OptionTable | undefined>;
  readonly findings: (
    source: string,
    file: string,
    toPath: (text: string) => string | undefined,
  ) => Promise<readonly PlacedFinding[]>;
}

/** Checks by the user's own trainer where it is named or found, and else says that it was not done. */
export function machineCheck(
  { output, signal }: Session,
  settings: TrainingSettings,
  options: CheckOptions,
): MachineCheck {
  const none = { ownTable: () => Promise.resolve(undefined), findings: () => Promise.resolve([]) };
  if (options.environment === false) return none;
  const isNamed =
    options.environment === true ||
    [options.python, options.kohya, options.script, process.env.KOHYA_ROOT].some(
      (each) => each !== undefined,
    );
  if (!isNamed && !existsSync(settings.scriptPath)) {
    return { ...none, findings: (_source, file) => Promise.resolve([notChecked(file)]) };
  }
  output.note('Loading the packages of the trainer: this can take some minutes.');
  return {
    ownTable: (family) => readOwnTable(settings, family, { cacheFolder: userCacheFolder(), signal }),
    findings: async (source, file, toPath) => {
      const request = { settings, signal, outputFolder: userDataFolder() };
      return (await checkEnvironmentOf(source, file, toPath, request)).findings;
    },
  };
}

function notChecked(file: string): PlacedFinding {
  return {
    level: 'warning',
    code: 'environment_not_checked',
    file,
    message: l10n.t('sd-scripts was not found: what the training runs on was not checked.'),
    fix: l10n.t('Name its folder with --kohya and its Python with --python.'),
  };
}
