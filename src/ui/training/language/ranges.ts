import * as vscode from 'vscode';
import type { TextRange } from '../../../core/training/job/toml';

export const rangeOf = ({ start, end }: TextRange): vscode.Range =>
  new vscode.Range(start.line, start.column, end.line, end.column);

/** The range between two offsets of a text. */
export const between = (document: vscode.TextDocument, start: number, end: number): vscode.Range =>
  new vscode.Range(document.positionAt(start), document.positionAt(end));
