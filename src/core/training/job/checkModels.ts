import * as l10n from '@vscode/l10n';
import { lstat, readlink, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute } from 'node:path';
import { baseModelOf } from '../../models/header/architecture';
import { modelTypeOf } from '../../models/header/modelType';
import { readHeader, type SafetensorsHeader } from '../../models/header/read';
import { Problem } from '../../problem/problem';
import type { Finding } from '../finding';
import type { Family } from '../options/families';
import type { Settings } from '../options/settings';
import { componentFault } from './componentKinds';
import { familyOfBase } from './modelKind';
import type { TrainingFile } from './trainingFile';

/** What is loaded by running code that stands in it. */
const UNPICKLED = /^\.(?:ckpt|pt|pth|bin)$/i;

/**
 * Checks the base model and the files beside it by their headers: of the wrong kind, cut off, or asking for other
 * settings. What is not there is found by the check of paths.
 * @param settings those of the trainer
 */
export async function checkModels(
  training: TrainingFile,
  settings: Settings,
  toPath: (text: string) => string | undefined,
): Promise<Finding[]> {
  const findings = await checkBase(training, settings, toPath(training.base_model));
  for (const [name, text] of Object.entries(training.components ?? {})) {
    const path = text === undefined ? undefined : toPath(text);
    if (path !== undefined && (await isFile(path))) findings.push(...checkComponent(name, path));
  }
  return findings;
}

async function checkBase(
  { family }: TrainingFile,
  settings: Settings,
  path: string | undefined,
): Promise<Finding[]> {
  if (path === undefined) return [];
  const findings = family === 'sdxl' ? await checkLink(path) : [];
  if (!(await isFile(path))) return findings;
  const name = basename(path);
  if (UNPICKLED.test(extname(path))) {
    return [...findings, unpickled('base_model', name)];
  }
  const read = headerOf('base_model', path);
  if ('finding' in read) return [...findings, read.finding];
  return [
    ...findings,
    ...checkKind(name, read.header, family),
    ...checkPrediction(name, read.header, family, settings),
  ];
}

/** sd-scripts follows the link of an SDXL model by itself, and looks for a relative one in the wrong folder. */
async function checkLink(path: string): Promise<Finding[]> {
  const isLink = await lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
  const target = isLink ? await readlink(path).catch(() => '') : '';
  if (target === '' || isAbsolute(target)) return [];
  return [
    {
      level: 'error',
      code: 'base_relative_link',
      option: 'base_model',
      message: l10n.t(
        '{0} is a link to {1}, which the trainer of SDXL would look for in its own folder.',
        basename(path),
        target,
      ),
      fix: l10n.t('Name the model itself, or make a link with the whole path.'),
    },
  ];
}

function checkKind(name: string, { metadata, tensors }: SafetensorsHeader, family: Family): Finding[] {
  const type = modelTypeOf(metadata, tensors);
  if (type !== undefined && type !== 'Checkpoint') {
    return [
      {
        level: 'error',
        code: 'base_wrong_kind',
        option: 'base_model',
        message: l10n.t('{0} is no base model but of the type {1}.', name, type),
        fix: l10n.t('Name the base model to train on; a LoRA to go on with is network_weights.'),
      },
    ];
  }
  const told = baseModelOf(metadata, tensors);
  // Only a family that could be chosen instead is told: of others a header may know less than the trainer.
  const other = told && familyOfBase(told.baseModel);
  if (told?.toldBy !== 'tensors' || other === undefined || other === family) return [];
  return [
    {
      level: 'error',
      code: 'base_other_family',
      option: 'family',
      message: l10n.t(
        '{0} is a model of {1}, which family = "{2}" cannot train.',
        name,
        told.baseModel,
        family,
      ),
      fix: l10n.t('Set family = "{0}", or name another base model.', other),
    },
  ];
}

/** Bases that predict velocity say so by a tensor or in their metadata; trained otherwise, a LoRA turns to mush. */
function checkPrediction(
  name: string,
  { metadata, tensors }: SafetensorsHeader,
  family: Family,
  settings: Settings,
): Finding[] {
  if (family !== 'sd15' && family !== 'sdxl') return [];
  const zeroSnr = tensors.forms.has('ztsnr');
  const velocity =
    zeroSnr ||
    tensors.forms.has('v_pred') ||
    /^v(?:[_-]?pred(?:iction)?)?$/i.test((metadata['modelspec.prediction_type'] ?? '').trim());
  if (!velocity) return [];
  const missing = [
    ...(settings.v_parameterization === true ? [] : ['v_parameterization']),
    ...(zeroSnr && settings.zero_terminal_snr !== true ? ['zero_terminal_snr'] : []),
  ];
  return missing.map((option) => ({
    level: 'warning',
    code: option === 'v_parameterization' ? 'v_prediction_base' : 'zero_snr_base',
    option: 'base_model',
    message: l10n.t('{0} was trained with {1}; a LoRA without it would be poor.', name, option),
    fix: l10n.t('Set {0} = true under [extra].', option),
  }));
}

function checkComponent(name: string, path: string): Finding[] {
  const option = `components.${name}`;
  if (UNPICKLED.test(extname(path))) return [unpickled(option, basename(path))];
  if (extname(path).toLowerCase() !== '.safetensors') return [];
  const read = headerOf(option, path);
  if ('finding' in read) return [read.finding];
  const fault = componentFault(name, read.header);
  if (fault === undefined) return [];
  return [
    {
      level: 'error',
      code: 'component_wrong_kind',
      option,
      message: l10n.t(
        '{0} is no {1} but {2}: the trainer would load it and fail later.',
        basename(path),
        name,
        fault,
      ),
      fix: l10n.t('Name the file of {0}.', name),
    },
  ];
}

function headerOf(
  option: string,
  path: string,
): { readonly header: SafetensorsHeader } | { readonly finding: Finding } {
  try {
    return { header: readHeader(path) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return {
      finding: { level: 'error', code: 'model_broken', option, message: error.message, fix: error.advice },
    };
  }
}

function unpickled(option: string, name: string): Finding {
  return {
    level: 'warning',
    code: 'model_unpickled',
    option,
    message: l10n.t('{0} is loaded by running what stands in it, which may be anything.', name),
    fix: l10n.t('Use a .safetensors of it, unless you trust its origin.'),
  };
}

const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
