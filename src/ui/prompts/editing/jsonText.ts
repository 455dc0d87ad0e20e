import type { TextDocument } from 'vscode';
import { PROMPT_LANGUAGE } from '../language/promptLanguage';

const JSON_LANGUAGES: ReadonlySet<string> = new Set([PROMPT_LANGUAGE, 'json', 'jsonc']);

/** Whether a document is JSON, so that prompts in it are strings with escapes. */
export function isJsonText(document: TextDocument): boolean {
  if (JSON_LANGUAGES.has(document.languageId)) return true;
  const text = document.getText();
  if (!/^\s*[{[]\s*"/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
