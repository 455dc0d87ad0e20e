/**
 * A failure that a person is told about: what happened, to which file, and what to do.
 * Told apart by `code`, never by the text. The message and the advice are a sentence each, with its full stop, and
 * hold no absolute path and no token.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: ProblemCode,
    message: string,
    /** What the person can do about it. */
    readonly advice: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Why a file was refused or a step failed. */
export type ProblemCode =
  // the model file
  | 'empty'
  | 'growing'
  | 'truncated'
  | 'html'
  | 'bad_header'
  | 'missing'
  | 'unreadable'
  // writing
  | 'read_only'
  | 'locked'
  | 'disk_full'
  | 'changed_meanwhile'
  | 'not_json'
  | 'unsafe_name'
  | 'write_failed'
  // the network
  | 'offline'
  | 'requests_off'
  | 'invalid_token'
  | 'rate_limited'
  | 'region_blocked'
  | 'not_found'
  | 'bad_answer'
  | 'server_error'
  | 'timeout'
  // what a person typed
  | 'bad_input'
  | 'cancelled';

/** The plain form of a problem, for JSON, worker messages and webviews. */
export interface ProblemInfo {
  readonly code: ProblemCode;
  readonly message: string;
  readonly advice: string;
}
