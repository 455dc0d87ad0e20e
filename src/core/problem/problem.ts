import type { ProblemCode } from './codes';

/**
 * A failure that the user is told about: what happened, to which file, and what to do.
 * Told apart by `code`, never by the text. The message and the advice are a sentence each, with its full stop, and
 * hold no absolute path and no token.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: ProblemCode,
    message: string,
    /** What the user can do about it. */
    readonly advice: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The plain form of a problem, for JSON, worker messages and webviews. */
export interface ProblemInfo {
  readonly code: ProblemCode;
  readonly message: string;
  readonly advice: string;
}
