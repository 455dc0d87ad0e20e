import * as l10n from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Finding } from '../finding';
import { COMPONENTS } from '../options/families';
import type { TrainingFile } from './trainingFile';

/** Options that name something which the trainer reads, and which has to be there. */
const READ: readonly string[] = [
  ...COMPONENTS,
  'base_weights',
  'controlnet_model_name_or_path',
  'log_tracker_config',
  'network_weights',
  'pretrained_model_name_or_path',
  'resume',
  'sample_prompts',
  't5_tokenizer_path',
];
/** What a shell would put something else in the place of. */
const VARIABLE = /^~|\$\{?\w|%\w+%/;

/** Paths in `[extra]`, which the trainer gets as they are written: relative ones start in its own folder. */
export async function checkExtraPaths({ extra = {} }: TrainingFile): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const option of READ) {
    const paths = [extra[option]].flat().filter((each) => typeof each === 'string' && each !== '');
    for (const path of paths as string[]) {
      const finding = await pathFault(option, path);
      if (finding) findings.push(finding);
    }
  }
  return findings;
}

async function pathFault(option: string, path: string): Promise<Finding | undefined> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere) return undefined;
  if (VARIABLE.test(path))
    return {
      level: 'error',
      code: 'path_not_expanded',
      option,
      message: l10n.t('“{0}”: {1} is given to the trainer as it is, which knows neither ~ nor variables.', option, path), // prettier-ignore
      fix: l10n.t('Write the whole path.'),
    };
  if (!isAbsolute(path)) return undefined;
  return {
    level: 'error',
    code: 'path_missing',
    option,
    message: l10n.t('“{0}”: {1} was not found.', option, path),
    fix: l10n.t('Correct the path.'),
  };
}
