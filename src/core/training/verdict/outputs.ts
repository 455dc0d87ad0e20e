/**
 * The checkpoints of a run. One is whole when the trainer went on after it had announced it: in the same stream, as
 * different ones have no order.
 */
export interface Outputs {
  readonly onSaving: (path: string, stream: number) => void;
  readonly onRemoved: (path: string, stream: number) => void;
  readonly onStep: (step: number, stream: number) => void;
  readonly onPlan: (field: string, value: number) => void;
  readonly onResumed: () => void;
  /** A run begins anew: what the one before was writing is whole only where that is known already. */
  readonly onStart: (stream: number) => void;
  /** The trainer went on. */
  readonly onEvidence: (stream: number) => void;
  /** Something failed: what was being written is not whole. */
  readonly onFault: (stream: number) => void;
  /**
   * The paths of those that are whole.
   * @param allSaved whether the trainer said that all is saved, in whatever stream: then the last one is whole, too
   */
  readonly whole: (allSaved: boolean) => readonly string[];
}

/** No run has more; the oldest are forgotten. */
const MAX_OUTPUTS = 20_000;

export function createOutputs(): Outputs {
  const whole = new Set<string>();
  let pending: string | undefined;
  let pendingStream = 0;
  let step = 0;
  let batches: number | undefined;
  let accumulation = 1;
  let resumed = false;

  const confirm = (): void => {
    if (pending === undefined) return;
    whole.delete(pending);
    whole.add(pending);
    pending = undefined;
    const oldest = whole.values().next();
    if (whole.size > MAX_OUTPUTS && !oldest.done) whole.delete(oldest.value);
  };

  const onEvidence = (stream: number): void => {
    if (stream === pendingStream) confirm();
  };

  /** Whether the bar, which may be in another stream, is beyond the step that a file's name tells. */
  const isPassed = (path: string): boolean => {
    const name = /(?:-step(\d{8})|-(\d{6}))\.\w+$/.exec(path);
    if (!name || resumed) return false;
    if (name[1] !== undefined) return step > Number(name[1]);
    if (batches === undefined) return false;
    return step > Number(name[2]) * Math.ceil(batches / accumulation);
  };

  return {
    onEvidence,
    onSaving: (path, stream) => {
      confirm();
      whole.delete(path);
      pending = path;
      pendingStream = stream;
    },
    onRemoved: (path, stream) => {
      if (pending !== path) onEvidence(stream);
      whole.delete(path);
    },
    onStep: (now, stream) => {
      if (now > step) onEvidence(stream);
      step = now;
    },
    onPlan: (field, value) => {
      if (field === 'batches_per_epoch') batches = value;
      if (field === 'gradient_accumulation') accumulation = Math.max(1, value);
    },
    onResumed: () => {
      resumed = true;
    },
    onStart: (stream) => {
      if (stream === pendingStream && pending !== undefined && !isPassed(pending)) pending = undefined;
      step = 0;
    },
    onFault: (stream) => {
      if (stream === pendingStream) pending = undefined;
    },
    whole: (allSaved) =>
      pending !== undefined && (allSaved || isPassed(pending)) ? [...whole, pending] : [...whole],
  };
}
