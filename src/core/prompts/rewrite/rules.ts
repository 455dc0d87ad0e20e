import type { FilterWords } from '../filter/filterWords';

/** The user's settings by which a run changes prompts. */
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
