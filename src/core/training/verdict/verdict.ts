import * as l10n from '@vscode/l10n';
import { busError, crashed, illegalInstruction, killed, nanLoss, noPictures } from './causes/causeTexts';
import { diagnose, isInterrupt, type Diagnosis } from './diagnose';
import { isStop, normalizedExit, signalOf } from './exitCodes';
import type { RunSummary } from './runSummary';

export type RunState = 'done' | 'error' | 'stopped' | 'running';

/** What the output of a run and its exit code say. */
export interface Verdict {
  readonly state: RunState;
  /** In plain words, with what to do. Absent when all went well or still runs. */
  readonly cause?: string;
  /** Stable, for scripts: `gpu_memory`, `disk_full`, … */
  readonly causeId?: string;
  /** The last step of the bar. */
  readonly steps?: number;
  readonly totalSteps?: number;
  /** As the trainer shows it: NaN and infinite ones as they are. */
  readonly lastLoss?: number;
  /** The checkpoints that were written whole, and not removed since. */
  readonly outputs: readonly string[];
}

type Judgement = Pick<Verdict, 'state' | 'cause' | 'causeId'>;

/**
 * Judges a run. The exit code alone is wrong both ways: a run without pictures ends with 0, and the launcher's code
 * hides that of the trainer.
 * @param exit the exit code; undefined while it runs, or where nobody knows it
 */
export function judge(run: RunSummary, exit?: number): Verdict {
  const judgement = exit === undefined ? judgeLog(run) : judgeEnd(run, exit);
  const [steps, totalSteps, lastLoss] = [run.steps(), run.totalSteps(), run.lastLoss()];
  return {
    ...judgement,
    ...(steps === undefined ? {} : { steps }),
    ...(totalSteps === undefined ? {} : { totalSteps }),
    ...(lastLoss === undefined ? {} : { lastLoss }),
    outputs: run.outputs.whole(run.has('saved')),
  };
}

/** Without an exit code only the log's own words tell of an end. */
function judgeLog(run: RunSummary): Judgement {
  const told = run.childEnds()[0];
  if (told !== undefined) return judgeEnd(run, told);
  const isOver = run.faults().some(({ survived }) => !survived);
  if (run.has('saved') || run.has('no_data') || run.has('runner_stopped') || run.has('runner_nan'))
    return judgeEnd(run, isOver ? 1 : 0);
  return isOver ? judgeEnd(run, 1) : { state: 'running' };
}

function judgeEnd(run: RunSummary, exit: number): Judgement {
  const diagnosis = diagnose(run.faults());
  if (wasStopped(run, exit, diagnosis)) return { state: 'stopped', cause: stopText(run), causeId: 'stopped' };
  if (exit !== 0) return failed(run, exit, diagnosis);
  return silentFailure(run, diagnosis) ?? { state: 'done' };
}

/** A fault before the wish to stop is no stop: launchers end the other processes by signals, too. */
function wasStopped(run: RunSummary, exit: number, diagnosis: Diagnosis | undefined): boolean {
  const faults = run.faults();
  const interrupt = faults.findIndex(isInterrupt);
  const before =
    interrupt < 0 ? diagnosis : diagnose(faults.slice(0, interrupt).filter(({ survived }) => !survived));
  if (before && !before.vague) return false;
  if (run.has('saved') && exit === 0) return false;
  if (interrupt >= 0 || run.has('runner_stopped')) return true;
  const ends = run.childEnds();
  return isStop(exit) || (ends.length > 0 && ends.every(isStop));
}

function stopText(run: RunSummary): string {
  const [steps, total] = [run.steps(), run.totalSteps()];
  if (steps === undefined || total === undefined)
    return l10n.t('The training was stopped before its first step.');
  return l10n.t('The training was stopped at step {0} of {1}. Resume from the last saved state, or train again.', steps, total); // prettier-ignore
}

function failed(run: RunSummary, exit: number, diagnosis: Diagnosis | undefined): Judgement {
  const codes = [...run.childEnds(), exit];
  const native = diagnosis && !diagnosis.vague ? undefined : endText(codes);
  const judgement: { cause: string; causeId: string } =
    native && (!diagnosis || diagnosis.advice === '')
      ? native
      : diagnosis
        ? { cause: causeText(diagnosis), causeId: diagnosis.id }
        : (unsaid(run) ?? {
            cause: l10n.t('The trainer ended with exit code {0} and told no reason. Look at the last lines of its log.', exit), // prettier-ignore
            causeId: 'unknown',
          });
  const cause = run.has('saved')
    ? l10n.t('{0} The LoRA itself had been saved before.', judgement.cause)
    : judgement.cause;
  return { state: 'error', cause, causeId: judgement.causeId };
}

function causeText({ advice, words }: Diagnosis): string {
  if (advice === '') return l10n.t('The trainer failed: {0}', words);
  return l10n.t('{0} (The trainer said: {1})', advice, words);
}

/** What ends a process with an exit code of 0, or what stands in the log though no exception says it. */
function unsaid(run: RunSummary): { cause: string; causeId: string } | undefined {
  if (run.has('no_data')) return { cause: noPictures(), causeId: 'no_pictures' };
  if (run.has('no_modules')) {
    return {
      cause: l10n.t(
        'The network has 0 modules for this base model: nothing can be trained. Choose the network_module of the base family (networks.lora, networks.lora_flux, networks.lora_sd3), and check network_args.',
      ),
      causeId: 'no_modules',
    };
  }
  const loss = run.lastLoss();
  // The bar has not yet seen the loss that the runner ended the training for.
  if (run.has('runner_nan') || (loss !== undefined && !Number.isFinite(loss))) {
    return {
      cause: nanLoss(),
      causeId: 'nan_loss',
    };
  }
  if (run.lossIsZero()) {
    return {
      cause: l10n.t(
        'The loss was 0 at all steps: nothing was learned. Check the pictures, masks, cached .npz files and mixed_precision.',
      ),
      causeId: 'zero_loss',
    };
  }
  return undefined;
}

/** Exit code 0 is no success by itself. */
function silentFailure(run: RunSummary, diagnosis: Diagnosis | undefined): Judgement | undefined {
  const reason = unsaid(run);
  if (reason) return { state: 'error', ...reason };
  if (run.has('saved')) return undefined;
  if (diagnosis) return { state: 'error', cause: causeText(diagnosis), causeId: diagnosis.id };
  return {
    state: 'error',
    cause: l10n.t(
      'The trainer ended without an error, but it never said that the model was saved. Look at the last lines of its log, and check that console_log_level and console_log_file are not set.',
    ),
    causeId: 'not_saved',
  };
}

/** What exit codes and signals mean, the first that says something. */
function endText(codes: readonly number[]): { cause: string; causeId: string } | undefined {
  for (const code of codes) {
    const text = textOfEnd(code);
    if (text) return text;
  }
  return undefined;
}

function textOfEnd(exit: number): { cause: string; causeId: string } | undefined {
  const signal = signalOf(exit);
  if (signal === 9) return { cause: killed(), causeId: 'killed' };
  if (signal === 11 || signal === 6) return { cause: crashed(), causeId: 'crash' };
  if (signal === 4) return { cause: illegalInstruction(), causeId: 'illegal_instruction' };
  if (signal === 7 || signal === 10) return { cause: busError(), causeId: 'bus_error' };
  if (signal !== undefined) {
    return { cause: l10n.t('The trainer was ended by signal {0}. Resume from the last saved state.', signal), causeId: 'signal' }; // prettier-ignore
  }
  return windowsEnd(normalizedExit(exit));
}

function windowsEnd(code: number): { cause: string; causeId: string } | undefined {
  switch (code) {
    case 0xc0000005:
    case 0xc00000fd:
    case 0xc0000374:
    case 0xc0000409:
    case 0xc0000420:
      return { cause: crashed(), causeId: 'crash' };
    case 0xc000001d:
      return { cause: illegalInstruction(), causeId: 'illegal_instruction' };
    case 0xc0000017:
    case 0xc000012d:
    case 0xc000009a:
      return {
        cause: l10n.t('Windows ran out of memory. Enlarge the page file, close other programs, and set max_data_loader_n_workers to 0 or 1.'), // prettier-ignore
        causeId: 'main_memory',
      };
    case 0xc0000135:
    case 0xc0000139:
    case 0xc000007b:
    case 0xc0000142:
      return {
        cause: l10n.t('Windows could not load a library (DLL) of the trainer. Install the Microsoft Visual C++ runtime, and torch and its packages again.'), // prettier-ignore
        causeId: 'dll',
      };
    case 127:
    case 9009:
      return {
        cause: l10n.t('The Python or the launcher of the trainer was not found. Correct the path of Python.'),
        causeId: 'not_found',
      };
    case 126:
      return {
        cause: l10n.t(
          'The Python or the launcher of the trainer may not be executed. Correct its path or its rights.',
        ),
        causeId: 'not_executable',
      };
    case 125:
      return {
        cause: l10n.t(
          'Docker could not start the trainer. Check that Docker runs and that the image exists.',
        ),
        causeId: 'docker',
      };
    case 2:
      return {
        cause: l10n.t('The trainer was called wrongly (exit code 2). Check the options.'),
        causeId: 'wrong_call',
      };
    default:
      return undefined;
  }
}
