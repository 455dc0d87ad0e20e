import type { FolderLora } from '../grammar/folderLora';
import { regenerate } from './regenerate';
import type { PromptRules } from './rules';

/** The prompts of a prompt file, made of a raw prompt as Regenerate makes them, which then finds nothing to change. */
export function composeBy(rules: PromptRules) {
  const make = regenerate(rules);
  return (rawPrompt: string, lora: FolderLora | undefined) => {
    const {
      prompt = '',
      prompt_with_clothes = '',
      lora: tags = '',
    } = make({ raw_prompt: rawPrompt }, lora).changes;
    return { prompt, prompt_with_clothes, lora: tags };
  };
}
