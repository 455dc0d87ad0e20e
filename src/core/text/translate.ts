/** Gives a sentence in the user's language, `{0}`, `{1}`, … replaced by the arguments. `vscode.l10n.t` fits. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

/** English: the sentence as it stands in the code. */
export const english: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole));
