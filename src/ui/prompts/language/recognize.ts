import * as vscode from 'vscode';
import { hasMember } from '../../../core/prompts/editing/jsonStrings';
import { PROMPT_LANGUAGE } from './promptLanguage';

const PROMPT_MEMBERS: ReadonlySet<string> = new Set(['raw_prompt', 'prompt']);
/** What a prompt file begins with. */
const JSON_OBJECT = /^\s*\{/;
/** Enough of a file to see what it is. */
const EXAMINED_CHARACTERS = 1_000_000;
const JSON_EXTENSION = 'vscode.json-language-features';

/**
 * Gives documents that open as plain text, but are prompt files, the language of prompt files. Each document once: when
 * the user chooses another language for it, that stays until it is closed.
 */
export function recognizePromptFiles(): vscode.Disposable {
  /** Documents that have had their language changed, by us or by the user. */
  const decided = new Set<string>();

  const look = (document: vscode.TextDocument): void => {
    if (document.languageId === PROMPT_LANGUAGE) startJsonSupport();
    if (decided.has(document.uri.toString()) || !isPlainTextFile(document) || !isPromptFile(document)) return;
    vscode.languages.setTextDocumentLanguage(document, PROMPT_LANGUAGE).then(undefined, () => {
      // It was closed meanwhile.
    });
  };
  const listeners = [
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidSaveTextDocument(look),
    vscode.workspace.onDidCloseTextDocument((document) => {
      // A change of language is reported as if the document were closed and opened again.
      if (document.isClosed) decided.delete(document.uri.toString());
      else decided.add(document.uri.toString());
    }),
  ];
  for (const document of vscode.workspace.textDocuments) look(document);
  return vscode.Disposable.from(...listeners);
}

/** Whether it is plain text only because nothing else is known of a `.txt`. */
function isPlainTextFile(document: vscode.TextDocument): boolean {
  if (document.languageId !== 'plaintext' || !/\.txt$/i.test(document.uri.path)) return false;
  const associations = vscode.workspace.getConfiguration('files', document).get<unknown>('associations');
  return !Object.entries(associations ?? {}).some(
    ([pattern, language]) =>
      language === 'plaintext' &&
      vscode.languages.match({ pattern: pattern.includes('/') ? pattern : `**/${pattern}` }, document) > 0,
  );
}

function isPromptFile(document: vscode.TextDocument): boolean {
  const text = document.getText().slice(0, EXAMINED_CHARACTERS);
  return JSON_OBJECT.test(text) && hasMember(text, PROMPT_MEMBERS);
}

/** The editor's JSON support knows our language by its schema, but only JSON itself starts it. */
function startJsonSupport(): void {
  const extension = vscode.extensions.getExtension(JSON_EXTENSION);
  if (extension?.isActive === false) void extension.activate();
}
