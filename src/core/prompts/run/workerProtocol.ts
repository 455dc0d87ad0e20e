import type { FieldChange } from '../rewrite/fields';
import type { PromptRules } from '../rewrite/rules';
import type { LoraOfFolder } from './rewriter';
import type { FailedFile, Place, PromptCommand, SkipReason } from './types';

/** What the threads of the prompt commands are asked for. Lists of paths are joined by NUL, which no path contains. */
export type PromptRequest =
  | { readonly kind: 'find'; readonly places: readonly Place[] }
  | PlanRequest
  | (FileRequest & { readonly kind: 'preview'; readonly rules: RunRules })
  | WriteRequest
  | RestoreRequest
  | { readonly kind: 'collect'; readonly paths: string };

export interface PromptAnswers {
  readonly find: { readonly batches: readonly Batch[]; readonly failed: readonly FailedFile[] };
  readonly plan: PlannedFiles;
  readonly preview: { readonly before: string; readonly after: string };
  readonly write: DoneFiles;
  readonly restore: DoneFiles;
  readonly collect: CollectedFiles;
}

/** Files that one call to a thread is for: all of one place, sorted by path. */
export interface Batch {
  readonly place: number;
  readonly files: number;
  readonly paths: string;
}

/** By what files are rewritten. A thread prepares them once and remembers them by their key. */
export interface RunRules {
  readonly key: string;
  readonly command: PromptCommand;
  readonly rules: PromptRules;
}

export interface PlanRequest {
  readonly kind: 'plan';
  readonly rules: RunRules;
  readonly paths: string;
  /** Of the files' folders; Regenerate only. */
  readonly loras: readonly (readonly [folder: string, lora: LoraOfFolder])[];
}

/** What became of a file; threads answer with an index into this list. */
export const OUTCOMES = [
  'unchanged',
  'changed',
  'failed',
  'plain_text',
  'not_json',
  'not_utf8',
  'too_large',
  'no_prompt',
  'no_raw_prompt',
  'no_lora',
] as const satisfies readonly ('unchanged' | 'changed' | 'failed' | SkipReason)[];

/** Of many files, in the order of the request. Text crosses from thread to thread in a fraction of the time of objects. */
export interface PlannedFiles {
  /** An index into `OUTCOMES` for each file. */
  readonly outcomes: Uint8Array<ArrayBuffer>;
  /** JSON: a `PlannedChange[]`, one for each file that is changed. */
  readonly changed: string;
  readonly failed: readonly FailedFile[];
}

export interface PlannedChange {
  readonly fields: readonly FieldChange[];
  readonly digest: string;
}

/** A file that the plan changes. */
export interface FileRequest {
  readonly path: string;
  readonly digest: string;
  readonly lora: LoraOfFolder;
  /** Absolute path of the folder that its links may lead to. */
  readonly base?: string;
}

export interface WriteRequest {
  readonly kind: 'write';
  readonly rules: RunRules;
  readonly files: readonly FileRequest[];
  /** Where to keep the bytes from before, and under which number; without one, they are not kept. */
  readonly journal?: { readonly folder: string; readonly batch: number };
  /** Not 0 when the thread is to stop before its next file. */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

export interface RestoreRequest {
  readonly kind: 'restore';
  /** Absolute path. */
  readonly journalFile: string;
  /** Absolute paths of files with changes that only an editor knows. */
  readonly unsaved: readonly string[];
  /** Whether nothing is written. */
  readonly dryRun: boolean;
  readonly stop: Int32Array<SharedArrayBuffer>;
}

/** What became of files that were written; those that are in neither list were left when the run was stopped. */
export interface DoneFiles {
  readonly done: readonly string[];
  readonly failed: readonly FailedFile[];
  readonly left: number;
}

/** The tokens of some files. */
export interface CollectedFiles {
  /** An index into `OUTCOMES` for each file; `unchanged` for those that were read. */
  readonly outcomes: Uint8Array<ArrayBuffer>;
  /** JSON: in the order they were first seen, each with its count and the files it is in, as indexes of the request. */
  readonly tokens: string;
  readonly failed: readonly FailedFile[];
}

export type TokenLine = readonly [token: string, count: number, ...files: number[]];
