/** The fields of a prompt file that the commands read and write. */
export const PROMPT_FIELDS = ['raw_prompt', 'prompt', 'prompt_with_clothes', 'lora'] as const;

export type PromptField = (typeof PROMPT_FIELDS)[number];
