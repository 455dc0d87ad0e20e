import type { LogEvent, LoggedException, StepEvent } from '../log/events';
import { createMarks, type Mark } from './marks';
import { createOutputs, type Outputs } from './outputs';

/** Something that went wrong. */
export interface Fault {
  /** Empty for a failure that is only one line. */
  readonly chain: readonly LoggedException[];
  readonly text: string;
  /** The last error that the trainer told before: it often has the file's name. */
  readonly told: string;
  /** The process went on after it, so that it may not be what ended it. */
  readonly survived: boolean;
}

interface Happened extends Fault {
  survived: boolean;
  /** The step at which it happened. */
  readonly step: number;
  readonly stream: number;
}

/** What the events of a run come to. Of bounded size. */
export interface RunSummary {
  /** @param stream which of the run's streams says it: those of different ones have no order */
  readonly add: (event: LogEvent, stream?: number) => void;
  readonly steps: () => number | undefined;
  readonly totalSteps: () => number | undefined;
  readonly lastLoss: () => number | undefined;
  /** How long the steps took so far. */
  readonly seconds: () => number | undefined;
  /** Whether several losses were seen and all were 0. */
  readonly lossIsZero: () => boolean;
  readonly has: (mark: Mark) => boolean;
  readonly faults: () => readonly Fault[];
  /** How the processes below the launcher ended, as far as it tells. */
  readonly childEnds: () => readonly number[];
  readonly outputs: Outputs;
}

const MAX_FAULTS = 40;
/** Where training went on for so many steps, what went wrong before was not the end of it. */
const WENT_ON = 3;

/** What a process says only while it works. */
const GOES_ON: ReadonlySet<LogEvent['type']> = new Set([
  'directory',
  'images',
  'device',
  'process',
  'modules',
  'optimizer',
  'plan',
  'started',
  'epoch',
  'saving',
  'state',
  'saved',
]);

interface ChildEnd {
  readonly code: number;
  readonly stream: number;
}

export function createRunSummary(): RunSummary {
  const marks = createMarks();
  let childEnds: readonly ChildEnd[] = [];
  const outputs = createOutputs();
  const modules = new Map<string, number>();
  let faults: Happened[] = [];
  let stepStream = -1;
  let step: number | undefined;
  let total: number | undefined;
  let planned: number | undefined;
  let loss: number | undefined;
  let seconds: number | undefined;
  let zeros = 0;
  let losses = 0;
  let told = '';

  const fail = (chain: readonly LoggedException[], text: string, stream: number): void => {
    outputs.onFault(stream);
    const fault = { chain, text, told, survived: false, step: step ?? 0, stream };
    // The first ones tell most; one that the process survived makes room.
    if (faults.length >= MAX_FAULTS) faults = faults.filter(({ survived }) => !survived);
    if (faults.length < MAX_FAULTS) faults.push(fault);
  };

  const survive = (stream: number): void => {
    for (const fault of faults) fault.survived ||= fault.stream === stream;
  };

  const onStep = (event: StepEvent, stream: number): void => {
    // Where the streams are apart, that of the bar does not say that a run starts.
    if (step !== undefined && stream === stepStream && event.step < step) beginAnew(stream);
    outputs.onStep(event.step, stream);
    const at = event.step;
    if (faults.length > 0) {
      faults = faults.filter((fault) => fault.stream !== stream || at < fault.step + WENT_ON);
    }
    step = event.step;
    stepStream = stream;
    total = event.total;
    seconds = event.secondsElapsed;
    if (event.loss === undefined) return;
    loss = event.loss;
    losses += 1;
    if (event.loss === 0) zeros += 1;
  };

  /** A run begins anew in the same stream: what the one before came to is past. */
  const beginAnew = (stream: number): void => {
    outputs.onStart(stream);
    faults = faults.filter((fault) => fault.stream !== stream);
    marks.clear(stream);
    if (stream !== stepStream) return;
    step = total = planned = loss = seconds = undefined;
    losses = zeros = 0;
  };

  const onStart = (stream: number): void => {
    if (marks.has('started', stream)) beginAnew(stream);
    // What stands before is of one that could not start.
    childEnds = childEnds.filter((end) => end.stream !== stream);
    marks.clear(stream);
    marks.add('started', stream);
  };

  const add = (event: LogEvent, stream = 0): void => {
    if (faults.length > 0 && GOES_ON.has(event.type)) survive(stream);
    switch (event.type) {
      case 'step':
        onStep(event, stream);
        break;
      case 'plan':
        if (event.field === 'total_steps') planned = event.value;
        outputs.onPlan(event.field, event.value);
        break;
      case 'started':
        onStart(stream);
        break;
      case 'modules':
        if (!/text.?encoder|\bTE\d?\b/i.test(event.of) && modules.size < 100)
          modules.set(event.of, event.count);
        break;
      case 'exception':
        fail(event.chain, '', stream);
        break;
      case 'failure':
        fail([], event.text, stream);
        break;
      case 'child_ended':
        if (childEnds.length < MAX_FAULTS) childEnds = [...childEnds, { code: event.code, stream }];
        break;
      case 'error':
        told = event.message;
        break;
      case 'no_data':
      case 'nan_latents':
        marks.add(event.type, stream);
        break;
      case 'saved':
        marks.add('saved', stream);
        outputs.onEvidence(stream);
        break;
      case 'resumed':
        outputs.onResumed();
        break;
      case 'runner':
        if (event.event === 'stopped') marks.add('runner_stopped', stream);
        if (event.event === 'nan') marks.add('runner_nan', stream);
        break;
      case 'saving':
        outputs.onSaving(event.path, stream);
        break;
      case 'removed':
        outputs.onRemoved(event.path, stream);
        break;
      case 'epoch':
      case 'state':
      case 'sampling':
        outputs.onEvidence(stream);
        break;
      case 'bucket':
      case 'captions_missing':
      case 'device':
      case 'directory':
      case 'images':
      case 'optimizer':
      case 'process':
      case 'progress':
      case 'resumed_at':
      case 'skipping':
      case 'state_folder':
      case 'state_saved':
      case 'validation':
      case 'warning':
        break;
    }
  };

  return {
    add,
    steps: () => step,
    totalSteps: () => total ?? planned,
    lastLoss: () => loss,
    seconds: () => seconds,
    lossIsZero: () => losses >= 4 && zeros === losses,
    has: (mark) =>
      mark === 'no_modules'
        ? modules.size > 0 && [...modules.values()].every((count) => count === 0)
        : marks.has(mark),
    faults: () => faults,
    childEnds: () => childEnds.map(({ code }) => code),
    outputs,
  };
}
