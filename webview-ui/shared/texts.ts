import * as l10n from '@vscode/l10n';

/** Takes the texts of the user's language, which the host puts into the page. Call it before any text is made. */
export function useTexts({ texts }: { readonly texts?: string }): void {
  if (texts !== undefined) l10n.config({ contents: texts });
}
