import * as vscode from 'vscode';
import type { RunComparison } from '../../../core/training/compare/compareRuns';
import { comparisonMarkdown } from '../../../core/training/compare/comparisonText';

/** Shows runs beside each other: a table in an unsaved file, which the user can keep. */
export async function showComparison(comparison: RunComparison): Promise<void> {
  const document = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: comparisonMarkdown(comparison),
  });
  await vscode.window.showTextDocument(document);
}
