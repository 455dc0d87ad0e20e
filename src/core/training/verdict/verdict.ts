import * as l10n from '@vscode/l10n';
import { nanLoss, noPictures } from './causes/causeTexts';
import { diagnose, isInterrupt, type Diagnosis } from './diagnose';
import { endText } from './endTexts';
import { isStop } from './exitCodes';
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
