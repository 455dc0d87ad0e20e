/** `error`: needs the user before a training can start. `warning`: their choice. `info`: what will be changed. */
export type FindingLevel = 'error' | 'warning' | 'info';

/** One thing that a check of a training has to say. */
export interface Finding {
  readonly level: FindingLevel;
  /** Stable, for scripts: `unknown_option`, `caption_missing`, … */
  readonly code: string;
  /** The file that it is about, as the user names it: a picture, a caption, the training file. */
  readonly file?: string;
  /** The option or field that it is about. */
  readonly option?: string;
  /** The argument in the list of that option that it is about: `conv_dim=4`. */
  readonly argument?: string;
  /** The name that was probably meant, where one is misspelt. */
  readonly nearest?: string;
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
}
