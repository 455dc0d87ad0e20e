/** What a row of the table looks at. */
export interface Sign {
  /** `torch.OutOfMemoryError: CUDA out of memory. …`, or the line of a failure without an exception; in one line. */
  readonly text: string;
  /** The frames of the traceback, `file.py:function`, in one text. */
  readonly frames: string;
  /** The error that the trainer told just before; it often has the file's name. */
  readonly told: string;
}

/** One row: how a cause is recognised, and what to say about it. */
export interface Cause {
  /** Stable, for scripts. */
  readonly id: string;
  readonly match: RegExp;
  /** The frames have to fit, too. */
  readonly frames?: RegExp;
  /** It may be the consequence of something else: what says more goes before. */
  readonly vague?: boolean;
  /** In plain words, with what to do. */
  readonly say: (match: RegExpExecArray, sign: Sign) => string;
}
