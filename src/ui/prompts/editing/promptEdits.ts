import * as vscode from 'vscode';
import type { Span } from '../../../core/json/jsonSpans';
import {
  editStrings,
  joinedSpans,
  touchedStrings,
  type TextEdit,
} from '../../../core/prompts/editing/stringEdits';
import { isJsonText } from './jsonText';

/**
 * Changes the selected prompts, or the lines of the cursors, in one step that one undo reverts. In a JSON file these
 * are the strings that the selections touch, whole.
 * @param change gives the changed prompt
 * @returns how many prompts changed; undefined where the editor accepted no edits
 */
export async function editPrompts(
  editor: vscode.TextEditor,
  change: (prompt: string) => string,
): Promise<number | undefined> {
  const { document } = editor;
  const spans = spansOf(editor);
  const edits = isJsonText(document)
    ? jsonEdits(document.getText(), spans, change)
    : textEdits(document.getText(), spans, change);
  if (edits.length === 0) return 0;
  const isDone = await editor.edit((builder) => {
    for (const { start, end, text } of edits) {
      builder.replace(new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
    }
  });
  return isDone ? edits.length : undefined;
}

/** The selections; where nothing is selected, the lines of the cursors. */
function spansOf({ document, selections }: vscode.TextEditor): Span[] {
  return joinedSpans(
    selections.map((selection) => {
      const range = selection.isEmpty ? document.lineAt(selection.active.line).range : selection;
      return { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    }),
  );
}

/** What is around a prompt stays, so that indentation and line ends do. */
function textEdits(text: string, spans: readonly Span[], change: (prompt: string) => string): TextEdit[] {
  return spans.flatMap(({ start, end }) => {
    const selected = text.slice(start, end);
    const prompt = selected.trim();
    const from = start + selected.indexOf(prompt);
    const next = change(prompt);
    return next === prompt ? [] : [{ start: from, end: from + prompt.length, text: next }];
  });
}

function jsonEdits(text: string, spans: readonly Span[], change: (prompt: string) => string): TextEdit[] {
  const strings = new Map(
    spans.flatMap((span) => touchedStrings(text, span)).map((string) => [string.start, string]),
  );
  return editStrings(text, [...strings.values()], change);
}
