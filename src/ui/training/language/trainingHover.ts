import * as vscode from 'vscode';
import { markdownText } from '../../../core/text/markdownText';
import type { Knowledge } from './languageKnowledge';
import { between } from './ranges';

/** Explains a field, a table, an option of the trainer, or an argument of the network. */
export const trainingHover = (knowledge: Knowledge): vscode.HoverProvider => ({
  provideHover: async (document, position, cancel) => {
    const { hoverAt } = await import('../../../core/training/language/hover');
    if (cancel.isCancellationRequested) return undefined;
    const found = hoverAt(document.getText(), document.offsetAt(position), knowledge(document.uri.fsPath));
    if (!found) return undefined;
    const { start, end, code, doc, help, notes } = found;
    const paragraphs = [
      doc,
      help === undefined ? undefined : markdownText(help),
      // Two blanks end a line.
      notes.map(markdownText).join('  \n'),
    ];
    const markdown = new vscode.MarkdownString()
      .appendCodeblock(code, 'toml')
      .appendMarkdown(paragraphs.filter(Boolean).join('\n\n'));
    return new vscode.Hover(markdown, between(document, start, end));
  },
});
