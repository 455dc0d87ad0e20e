/** What the infotext of an image ends with where `.txt` is that of prompt files or captions: no walk takes it for one. */
export const INFOTEXT_ENDING = '.infotext.txt';
