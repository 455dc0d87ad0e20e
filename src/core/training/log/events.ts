/** How one thing that went wrong led to the next in a traceback of Python. */
export type ExceptionLink = 'first' | 'cause' | 'during' | 'original';

/** One exception of a traceback. */
export interface LoggedException {
  /** As it is printed, with its module: `torch.OutOfMemoryError`. */
  readonly name: string;
  /** All its lines. Cut where it is very long. */
  readonly message: string;
  /** `file.py:function` of its frames, the innermost last. The outermost are left out where there are many. */
  readonly frames: readonly string[];
  /** `original`: from the worker that the one before only repeats. */
  readonly link: ExceptionLink;
}

/** A number that the trainer prints when it begins. */
export type PlanField =
  | 'train_images'
  | 'validation_images'
  | 'reg_images'
  | 'batches_per_epoch'
  | 'epochs'
  | 'batch_size'
  | 'gradient_accumulation'
  | 'total_steps';

/** One thing that the output of a trainer says. */
export type LogEvent =
  | { readonly type: 'directory'; readonly path: string; readonly images: number }
  | { readonly type: 'images'; readonly of: 'train' | 'reg'; readonly count: number }
  | { readonly type: 'captions_missing'; readonly count: number }
  | { readonly type: 'bucket'; readonly index: number; readonly width: number; readonly height: number; readonly count: number } // prettier-ignore
  | { readonly type: 'no_data' }
  | { readonly type: 'device'; readonly device: string }
  | { readonly type: 'process'; readonly index: number; readonly count: number }
  | { readonly type: 'modules'; readonly of: string; readonly count: number }
  | { readonly type: 'optimizer'; readonly name: string }
  | { readonly type: 'plan'; readonly field: PlanField; readonly value: number }
  | { readonly type: 'started' }
  | StepEvent
  /** A bar of anything else: caching, loading, sampling. `task` is empty where the trainer gives it no name. */
  | { readonly type: 'progress'; readonly task: string; readonly done: number; readonly total: number }
  | { readonly type: 'validation'; readonly loss: number }
  | { readonly type: 'epoch'; readonly epoch: number; readonly epochs: number }
  /** A checkpoint was announced; whether it was written whole shows what follows. */
  | { readonly type: 'saving'; readonly path: string }
  | { readonly type: 'removed'; readonly path: string }
  /** A state to resume from is being written: at this epoch, at this step, or the last one. */
  | { readonly type: 'state'; readonly epoch?: number; readonly step?: number }
  | { readonly type: 'state_folder'; readonly path: string }
  /** The last file of a state was written. */
  | { readonly type: 'state_saved'; readonly path: string }
  | { readonly type: 'sampling'; readonly step?: number }
  | { readonly type: 'resumed'; readonly path: string }
  | { readonly type: 'resumed_at'; readonly epoch: number; readonly step: number }
  | { readonly type: 'skipping'; readonly steps: number }
  | { readonly type: 'nan_latents' }
  | { readonly type: 'saved' }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'error'; readonly message: string }
  /** A whole traceback with all that is chained in it, of the process with this rank where that is told. */
  | { readonly type: 'exception'; readonly chain: readonly LoggedException[]; readonly rank?: number }
  /** A line that tells of the end of a process without a traceback. */
  | { readonly type: 'failure'; readonly text: string }
  /** How a process below the launcher ended: its exit code, or the negative number of a signal. */
  | { readonly type: 'child_ended'; readonly code: number }
  | RunnerEvent;

/** What our own runner tells (`launch/runner.py`), each fact where it has one. */
export interface RunnerEvent {
  readonly type: 'runner';
  /** `ready`, `step`, `stopping`, `save`, `not_saved`, `stopped`, `nan`, `unavailable`, or one of a newer runner. */
  readonly event: string;
  /** As the trainer counts: from 0 in each part of a job. */
  readonly step?: number;
  /** The exact mean over the batches of the step; NaN where it is not finite. */
  readonly loss?: number;
  /** The learning rate of the step. */
  readonly rate?: number;
  /** Steps in a row without a finite loss. */
  readonly count?: number;
  /** The command that it answers. */
  readonly id?: number;
  readonly reason?: string;
  /** The class of the trainer. */
  readonly trainer?: string;
}

/** A refresh of the bar of steps. The first refresh of a step still has the loss of the one before. */
export interface StepEvent {
  readonly type: 'step';
  readonly step: number;
  readonly total: number;
  /** The mean that the trainer shows; NaN and infinite ones as they are. */
  readonly loss?: number;
  /** Since the first step of this run began, with its samples and saves. */
  readonly secondsElapsed: number;
  readonly secondsPerStep?: number;
  readonly secondsLeft?: number;
}
