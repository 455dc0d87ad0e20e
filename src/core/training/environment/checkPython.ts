import * as l10n from '@vscode/l10n';
import type { Finding } from '../finding';
import type { PackageFacts, PythonFacts } from './facts';
import type { Packages } from './packages';

const LEAST = [3, 10] as const;

/** What is missing in the Python that trains, each with the command that brings it. */
export function checkPython(facts: PythonFacts, packages: Packages): Finding[] {
  if (isTooOld(facts.version)) return [tooOld(facts.version)];
  const findings: Finding[] = [];
  if (facts.bits === 32) findings.push(only32Bits());
  const late: string[] = [];
  for (const [module, distribution] of packages) {
    const found = facts.packages.get(module);
    if (!found || found.error?.type === 'NotAsked') late.push(module);
    else if (found.error) findings.push(packageFinding(module, distribution, found.error));
  }
  if (late.length > 0) findings.push(notAsked(late));
  return findings;
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((each) => Number.parseInt(each, 10));
  return major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1]);
}

function tooOld(version: string): Finding {
  return {
    level: 'error',
    code: 'python_too_old',
    message: l10n.t('This Python is {0}; sd-scripts needs 3.10 or newer.', version),
    fix: l10n.t('Make a virtual environment with a newer Python, and name its Python.'),
  };
}

function only32Bits(): Finding {
  return {
    level: 'error',
    code: 'python_32_bit',
    message: l10n.t('This Python has 32 bits; torch needs one of 64.'),
    fix: l10n.t('Install a Python of 64 bits, and make a new virtual environment with it.'),
  };
}

function notAsked(modules: readonly string[]): Finding {
  return {
    level: 'warning',
    code: 'packages_not_tried',
    message: l10n.t('The time was up before these packages were tried: {0}.', modules.join(', ')),
    fix: l10n.t('Try again: what has been read from the disk once is faster.'),
  };
}

function packageFinding(
  module: string,
  distribution: string,
  error: NonNullable<PackageFacts['error']>,
): Finding {
  const install = installation(distribution);
  const missing = error.module?.split('.')[0];
  if (error.type === 'ModuleNotFoundError' && missing === module) {
    return finding('package_missing', l10n.t('The package {0} is missing.', module), install);
  }
  if (error.type === 'ModuleNotFoundError' && missing !== undefined) {
    return finding(
      'package_broken',
      l10n.t('The package {0} needs {1}, which is missing.', module, missing),
      l10n.t('Install {0} in the same Python, or {1} anew.', missing, distribution),
    );
  }
  return finding('package_broken', brokenText(module, error), again(distribution));
}

function brokenText(module: string, { type, message }: NonNullable<PackageFacts['error']>): string {
  if (type === 'Hung') return l10n.t('The package {0} does not come to an end while it is loaded.', module);
  if (type === 'Crashed') return l10n.t('The package {0} crashes Python while it is loaded.', module);
  return l10n.t('The package {0} cannot be loaded: {1}', module, `${type}: ${oneLine(message)}`);
}

/** A message of another program may have many lines. */
export const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim().slice(0, 500);

function finding(code: string, message: string, fix: string): Finding {
  return { level: 'error', code, message, fix };
}

const installation = (distribution: string) =>
  isTorch(distribution)
    ? l10n.t('Install torch and torchvision for your GPU as pytorch.org says, in the same Python.')
    : l10n.t('Install it in the same Python: pip install {0}.', distribution);

const again = (distribution: string) =>
  isTorch(distribution)
    ? l10n.t('Install torch and torchvision together, for each other and for your GPU, as pytorch.org says.')
    : l10n.t(
        'Install it anew, in the version of requirements.txt: pip install --force-reinstall {0}.',
        distribution,
      );

const isTorch = (distribution: string) => distribution === 'torch' || distribution === 'torchvision';
