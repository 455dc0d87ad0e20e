import type { ContextKey, ContextValue } from '../../platform/contributions/contextKeys';

/** The context keys of the prompt commands, without the prefix of prompts. */
export type PromptContextKeys = {
  [Key in ContextKey as Key extends `prompts.${infer Rest}` ? Rest : never]: ContextValue<Key>;
};

/** Sets a context key of the prompt commands. */
export type PromptContext = <Key extends keyof PromptContextKeys>(
  key: Key,
  value: PromptContextKeys[Key],
) => Promise<void>;
