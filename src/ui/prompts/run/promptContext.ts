import type { ContextKey, ContextValue } from '../../platform/contributions/contextKeys';

type PromptContextKey = ContextKey extends infer Key
  ? Key extends `prompts.${infer Rest}`
    ? Rest
    : never
  : never;

/** Sets what `when` clauses of the prompt commands ask for. */
export type PromptContext = <Key extends PromptContextKey>(
  key: Key,
  value: ContextValue<`prompts.${Key}`>,
) => Promise<void>;
