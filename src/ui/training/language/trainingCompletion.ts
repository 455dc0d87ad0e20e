import * as vscode from 'vscode';
import type { Completion } from '../../../core/training/language/completion';
import { markdownText } from '../../../core/text/markdownText';
import type { Knowledge } from './languageKnowledge';
import { between } from './ranges';

export const TRAINING_TRIGGERS = ['"', "'", '[', '='];

const KINDS: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  field: vscode.CompletionItemKind.Property,
  table: vscode.CompletionItemKind.Module,
  option: vscode.CompletionItemKind.Field,
  argument: vscode.CompletionItemKind.Variable,
  value: vscode.CompletionItemKind.EnumMember,
};

/** Completes the fields of training files, options of the trainer, and the values that they can have. */
export function trainingCompletion(knowledge: Knowledge): vscode.CompletionItemProvider {
  return {
    provideCompletionItems: async (document, position, cancel) => {
      const { completionsAt } = await import('../../../core/training/language/completion');
      if (cancel.isCancellationRequested) return undefined;
      const known = knowledge(document.uri.fsPath);
      const found = completionsAt(document.getText(), document.offsetAt(position), known);
      return found.map((completion, index) => itemOf(document, completion, index));
    },
  };
}

function itemOf(
  document: vscode.TextDocument,
  { label, kind, start, end, before, selected, after, type, doc, help, goesOn }: Completion,
  index: number,
): vscode.CompletionItem {
  const item = new vscode.CompletionItem(label, KINDS[kind]);
  item.range = between(document, start, end);
  // As the schema orders them.
  item.sortText = String(index).padStart(4, '0');
  const snippet = new vscode.SnippetString().appendText(before);
  if (selected === '') snippet.appendTabstop(0);
  else snippet.appendPlaceholder((text) => text.appendText(selected), 1);
  item.insertText = snippet.appendText(after);
  if (type !== undefined) item.detail = type;
  const text = [doc, help === undefined ? undefined : markdownText(help)].filter(Boolean).join('\n\n');
  if (text !== '') item.documentation = new vscode.MarkdownString(text);
  if (goesOn) item.command = { command: 'editor.action.triggerSuggest', title: '' };
  return item;
}
