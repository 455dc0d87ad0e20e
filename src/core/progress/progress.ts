/** What a run is doing; each has its words in `progressText.ts`. */
export type Phase =
  | 'headers'
  | 'asking'
  | 'hashing'
  | 'previews'
  | 'finding'
  | 'reading'
  | 'writing'
  | 'checking'
  | 'loading'
  | 'renaming'
  | 'restoring';

/** How much of something is done. */
export interface Count {
  readonly done: number;
  readonly total: number;
}

/** How far a run is, for any view to show without knowing the run. */
export interface Progress {
  readonly phase: Phase;
  /** How much of the whole run is done, 0…100. */
  readonly percent: number;
  /** Absent until it is known how many there are. */
  readonly files?: Count;
  /** Absent until it is known how many there are. */
  readonly bytes?: Count;
  /** Of the bytes, or of the files in a run that measures files; absent while it is not known. */
  readonly perSecond?: number;
  /** Absent while nothing can be said. */
  readonly secondsLeft?: number;
  /** Requests sent in this run; absent in a run that sends none. */
  readonly requests?: number;
  /** Nothing has come from Civitai for some seconds, and nothing else is done meanwhile. */
  readonly isWaiting?: true;
}

/** Receives the progress of a run, as often as something changes. */
export type OnProgress = (progress: Progress) => void;
