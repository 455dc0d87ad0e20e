import * as vscode from 'vscode';

/** A time as the user reads it. @param iso ISO 8601 */
export function dateText(iso: string): string {
  return new Date(iso).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
}
