import type { FilterWords } from './filter/filterWords';

/** By what a run changes the prompts of files: the user's settings. */
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
  /** Names of those among them that come before it but are no whole files. */
  readonly broken: readonly string[];
}
