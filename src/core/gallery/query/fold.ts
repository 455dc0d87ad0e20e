/** A text as it is searched: letters in one case and one form, and each white space as one blank. */
export const fold = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s\0]+/g, ' ')
    .trim();
