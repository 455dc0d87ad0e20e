import type { ProblemInfo } from '../../files/problem';
import type { FilterGroup, FilterWords } from '../filter/filterWords';
import type { PromptField } from '../promptFile';

/** The commands that rewrite prompt files. */
export type PromptCommand = 'refilter' | 'regenerate';

/** By what a run changes the prompts of files: the settings of the person. */
export interface PromptRules {
  readonly words: FilterWords;
  /** What becomes of a comma at the end of a prompt. */
  readonly trailingComma: 'preserve' | 'always' | 'never';
  /** Refilter: which LoRA tags of `raw_prompt` stand in front. */
  readonly loraTags: 'all' | 'last';
  /** Refilter: what is filtered, the fields as they are or `raw_prompt` anew. */
  readonly refilterSource: 'existing' | 'raw';
  /** Whether `long_hair` and `long hair` are one token to a filter. */
  readonly underscoresAsSpaces: boolean;
}

/** Prompt files that are to be changed by the same rules. */
export interface PromptTarget {
  /** Absolute path of the folder that the files are named from: a workspace folder, or what was asked for. */
  readonly base: string;
  /** Absolute paths of folders (every `.txt` below) and files. */
  readonly paths: readonly string[];
  readonly rules: PromptRules;
}

/** A token that a rule took out. */
export interface Removed {
  /** As it stood in the prompt. */
  readonly token: string;
  readonly group: FilterGroup;
}

/** One field of a file that changes. */
export interface FieldChange {
  readonly field: PromptField;
  readonly removed: readonly Removed[];
}

/** Why a file is not a run's business: nothing of it is wrong. */
export type SkipReason =
  | 'not_json'
  | 'not_utf8'
  | 'too_large'
  /** JSON, but no object with a string `raw_prompt` or `prompt`. */
  | 'no_prompt'
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

/** What a run would do. Absolute paths, sorted. */
export interface PromptPlan {
  readonly command: PromptCommand;
  readonly targets: readonly PromptTarget[];
  readonly changed: readonly ChangedFile[];
  readonly unchanged: readonly string[];
  readonly skipped: readonly { readonly path: string; readonly reason: SkipReason }[];
  readonly failed: readonly { readonly path: string; readonly problem: ProblemInfo }[];
  /** What holds for a whole folder: several LoRAs in it, none, no filter words. */
  readonly warnings: readonly PlanWarning[];
}

export interface PlanWarning {
  /** Absolute path of the folder. */
  readonly path: string;
  readonly message: string;
  /** Absolute path of the LoRA that goes by its file's name, since its header has no `ss_output_name`. */
  readonly lora?: string;
}

export interface PromptProgress {
  readonly phase: 'finding' | 'reading' | 'writing' | 'restoring';
  /** 0 while they are still being found. */
  readonly files: number;
  readonly filesDone: number;
  readonly filesPerSecond: number;
  readonly secondsLeft?: number;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PromptProgress) => void;
}

export interface UndoOptions extends RunOptions {
  /** Absolute paths of files with changes that only an editor knows: they are left alone. */
  readonly unsaved?: readonly string[];
}

/** What became of the files of a run that wrote. */
export interface WrittenRun {
  readonly written: readonly string[];
  readonly failed: readonly { readonly path: string; readonly problem: ProblemInfo }[];
  /** Files that were still to come when the run was cancelled. */
  readonly left: number;
}

/** The run that can be undone. */
export interface RecordedRun {
  readonly command: PromptCommand;
  /** ISO 8601. */
  readonly at: string;
  readonly files: number;
}

/** The LoRA that a folder's prompts are for. */
export interface FolderLora {
  /** Absolute path. */
  readonly file: string;
  /** `ss_output_name` of its header; else the file's name without extension, `__` as `_`. */
  readonly name: string;
  readonly source: 'header' | 'file name';
  /** Names that mean it in a prompt: `ss_output_name` and the file's name without extension. */
  readonly aliases: readonly string[];
  /** How many further safetensors files the folder has, which were not chosen. */
  readonly others: number;
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
  readonly failed: readonly { readonly path: string; readonly problem: ProblemInfo }[];
}
