import type { ContextKey, ContextValue } from '../../platform/contributions/contextKeys';
import { setContext } from '../../platform/setContext';

type PromptContextKey = ContextKey extends infer Key
  ? Key extends `prompts.${infer Rest}`
    ? Rest
    : never
  : never;

/** Sets what `when` clauses of the prompt commands ask for. */
export async function setPromptContext<Key extends PromptContextKey>(
  key: Key,
  value: ContextValue<`prompts.${Key}`>,
): Promise<void> {
  await setContext(`prompts.${key}`, value);
}
