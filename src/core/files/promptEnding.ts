/** What the prompt file of an image ends with where `.txt` is another file. */
export const PROMPT_ENDING = '.prompt.txt';
