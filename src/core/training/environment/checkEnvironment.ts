import * as l10n from '@vscode/l10n';
import { findProgram } from '../../processes/findProgram';
import type { Finding } from '../finding';
import type { TrainingSettings } from '../trainingSettings';
import { checkDocker } from './checkDocker';
import { freeBytes } from '../../files/freeSpace';
import { checkDisk, checkLoraDir, type FreeBytes } from './checkFolders';
import { checkGpus } from './checkGpus';
import { checkPython, oneLine } from './checkPython';
import { checkScript, isFolder, workspaceOf } from './checkScript';
import { pythonFacts, type PythonFacts } from './facts';
import { neededPackages, type EnvironmentNeed } from './packages';
import probe from './probe.py';
import { askPython, runTool, type RunTool } from './runPython';
import { hideSecrets } from '../secrets';

export interface EnvironmentFacts {
  /** Undefined where the Python was not asked, or gave no answer. */
  readonly python?: PythonFacts;
  /** Bytes free where the training writes. */
  readonly freeBytes?: number;
}

export interface EnvironmentCheck {
  readonly findings: readonly Finding[];
  readonly facts: EnvironmentFacts;
}

export interface CheckOptions {
  readonly signal?: AbortSignal | undefined;
  readonly run?: RunTool;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly free?: FreeBytes;
}

/** A cold start of torch from a slow disk takes a minute. */
const STEP_SECONDS = 120;
const SECONDS = 300;
/** The probe keeps its own time; this is for one that cannot. */
const GRACE_SECONDS = 30;

/**
 * Checks what a training runs on: the Python and its packages, the GPUs, the trainer's files, programs and folders.
 * Takes some seconds to minutes, since the packages are really loaded.
 * @throws the reason of the signal when cancelled
 */
export async function checkEnvironment(
  settings: TrainingSettings,
  need: EnvironmentNeed,
  { signal, run = runTool, env = process.env, free = freeBytes }: CheckOptions = {},
): Promise<EnvironmentCheck> {
  const outputs = need.outputs;
  const room = outputs && (await free(outputs.folder));
  const ofMachine =
    need.launcher === 'docker'
      ? { findings: await checkDocker(settings, { signal, run, env }), python: undefined }
      : await checkLocal(settings, need, { signal, run, env });
  return {
    findings: [...ofMachine.findings, ...(await checkLoraDir(settings.loraDir)), ...checkDisk(outputs, room)],
    facts: {
      ...(ofMachine.python && { python: ofMachine.python }),
      ...(room !== undefined && { freeBytes: room }),
    },
  };
}

type Tools = Required<Pick<CheckOptions, 'run' | 'env'>> & Pick<CheckOptions, 'signal'>;

async function checkLocal(
  settings: TrainingSettings,
  need: EnvironmentNeed,
  tools: Tools,
): Promise<{ findings: Finding[]; python?: PythonFacts }> {
  const findings = await checkScript(settings, need.family);
  const { accelerateBin, launchPrefix } = settings;
  if (accelerateBin !== undefined && !(await findProgram(accelerateBin, tools))) {
    findings.push(noProgram('accelerate_missing', accelerateBin));
  }
  const [scheduler] = launchPrefix;
  if (scheduler !== undefined && !(await findProgram(scheduler, tools))) {
    findings.push(noProgram('launch_prefix_missing', scheduler));
  }
  const python = await findProgram(settings.python, tools);
  if (python === undefined) return { findings: [noPython(settings.python), ...findings] };
  const packages = neededPackages(need);
  const { facts, finding } = await askProbe(python, settings, [...packages], tools);
  if (!facts) return { findings: [finding, ...findings] };
  const ofGpus = scheduler === undefined ? checkGpus(facts, need) : [gpusElsewhere()];
  return { findings: [...checkPython(facts, packages), ...ofGpus, ...findings], python: facts };
}

async function askProbe(
  python: string,
  settings: TrainingSettings,
  packages: readonly (readonly [string, string])[],
  { signal, run, env }: Tools,
): Promise<{ facts: PythonFacts; finding?: never } | { facts?: never; finding: Finding }> {
  const workspace = workspaceOf(settings);
  const hide = hideSecrets(env);
  const wanted = {
    packages: Object.fromEntries(packages),
    seconds: SECONDS,
    step_seconds: STEP_SECONDS,
  };
  const { answer, end } = await askPython(python, probe, {
    args: [JSON.stringify(wanted)],
    mark: '@@environment ',
    run,
    signal,
    // The trainer works there, and Python imports from there first.
    cwd: (await isFolder(workspace)) ? workspace : undefined,
    timeoutMs: (SECONDS + GRACE_SECONDS) * 1000,
  });
  const facts = pythonFacts(answer, hide);
  if (facts) return { facts };
  const words = oneLine(hide(end.stderr.trim().split('\n').at(-1) ?? ''));
  return { finding: noAnswer(settings.python, end.failure === 'late', words) };
}

function noPython(python: string): Finding {
  return {
    level: 'error',
    code: 'python_missing',
    file: python,
    message: l10n.t('The Python {0} was not found.', python),
    fix: l10n.t(
      'Name the Python of the virtual environment of sd-scripts: venv/bin/python, on Windows venv\\Scripts\\python.exe.',
    ),
  };
}

function noAnswer(python: string, isLate: boolean, words: string): Finding {
  return {
    level: 'error',
    code: 'python_failed',
    file: python,
    message: isLate
      ? l10n.t('{0} gave no answer in time.', python)
      : l10n.t('{0} gave no answer as a Python does. {1}', python, words).trim(),
    fix: l10n.t(
      'Start it in a terminal to see what it says; the virtual environment may have to be made anew.',
    ),
  };
}

function noProgram(code: string, program: string): Finding {
  return {
    level: 'error',
    code,
    file: program,
    message: l10n.t('{0} was not found, or cannot be run.', program),
    fix: l10n.t('Give the whole path of the program, or install it.'),
  };
}

function gpusElsewhere(): Finding {
  return {
    level: 'info',
    code: 'gpus_elsewhere',
    option: 'launchPrefix',
    message: l10n.t('The GPUs were not checked: the launch prefix starts the trainer elsewhere.'),
    fix: l10n.t('Run the check there to see them.'),
  };
}
