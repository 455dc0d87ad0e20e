/** The language of prompt files, JSON in `.txt`, as package.json contributes it. */
export const PROMPT_LANGUAGE = 'prompt-file';
