import type { ProblemInfo } from '../../problem/problem';
import type { OnProgress } from '../../progress/progress';
import type { FieldChange } from '../rewrite/fields';
import type { NoPromptFile } from '../promptFile';
import type { AskForRoom } from '../../undo/room';
import type { PromptRules } from '../rewrite/rules';

/** The commands that rewrite prompt files. */
export type PromptCommand = 'refilter' | 'regenerate';

/** Where a command searches for files. */
export interface Place {
  /** Absolute path of the folder that paths are relative to: a workspace folder, or what the call gave. */
  readonly base: string;
  /** Absolute paths of folders (every `.txt` below) and files. */
  readonly paths: readonly string[];
}

/** Prompt files that are to be changed by the same rules. */
export interface PromptTarget extends Place {
  readonly rules: PromptRules;
  /** What of its filter files was not taken: whole sentences, warnings of the plan. */
  readonly notices?: readonly string[];
}

/** Why a run skips a file that has nothing wrong with it. */
export type SkipReason =
  | NoPromptFile
  /** Regenerate: `raw_prompt` is missing or empty. */
  | 'no_raw_prompt'
  /** Regenerate: its folder has no LoRA. */
  | 'no_lora';

export interface ChangedFile {
  readonly path: string;
  readonly fields: readonly FieldChange[];
  /** Of the bytes that the plan is made from: a file that has others by now is not written. */
  readonly digest: string;
  /** The folder's LoRA, for Regenerate. */
  readonly loraName?: string;
}

export interface FailedFile {
  /** Absolute path. */
  readonly path: string;
  readonly problem: ProblemInfo;
}

/** What a run would do. Absolute paths, sorted. */
export interface PromptPlan {
  readonly command: PromptCommand;
  readonly targets: readonly PromptTarget[];
  readonly changed: readonly ChangedFile[];
  readonly unchanged: readonly string[];
  readonly skipped: readonly { readonly path: string; readonly reason: SkipReason }[];
  readonly failed: readonly FailedFile[];
  /** What holds for a whole folder: several LoRAs in it, none, no filter words. */
  readonly warnings: readonly PlanWarning[];
}

export interface PlanWarning {
  /** Absolute path of the folder. */
  readonly path: string;
  /** A sentence or two beside the folder's name. */
  readonly message: string;
  /** Absolute path of the LoRA that goes by its file's name, since its header has no `ss_output_name`. */
  readonly lora?: string;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress | undefined;
}

export interface UndoOptions extends RunOptions {
  /** Absolute paths of files with changes that only an editor knows: they are left alone. */
  readonly unsaved?: readonly string[];
  /** Only says what would be restored, and what would not. */
  readonly dryRun?: boolean;
  /** The number of the run; by default the last one. */
  readonly run?: number;
}

export interface ApplyOptions extends RunOptions {
  /** Asks where the runs that can be undone take more space than they may; without it, none is forgotten. */
  readonly askForRoom?: AskForRoom;
}

/** What became of the files of a run that wrote. */
export interface WrittenRun {
  readonly written: readonly string[];
  readonly failed: readonly FailedFile[];
  /** Files that were still to come when the run was cancelled. */
  readonly left: number;
}

/** A token of collected prompts. */
export interface TokenCount {
  readonly token: string;
  readonly count: number;
  /** Of the files that it occurs in: indexes into `files`, ascending. */
  readonly files: readonly number[];
}

export interface CollectedTokens {
  readonly base: string;
  /** Paths relative to `base`, forward slashes, sorted. */
  readonly files: readonly string[];
  /** In the order they were first seen. */
  readonly tokens: readonly TokenCount[];
  readonly skipped: readonly { readonly path: string; readonly reason: SkipReason }[];
  readonly failed: readonly FailedFile[];
}
