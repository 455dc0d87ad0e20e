import type { CommonOptions, Work } from './session';

/** Runs the work of a command that was called with these options, and keeps its exit code for the program. */
export type Run = (options: CommonOptions, work: Work) => Promise<void>;
