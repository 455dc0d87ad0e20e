import * as vscode from 'vscode';
import type { ContextKey, ContextValue } from './contributions/contextKeys';
import { PREFIX } from './contributions/settings';

/** Sets a context key, for `when` clauses to test. */
export async function setContext<Key extends ContextKey>(key: Key, value: ContextValue<Key>): Promise<void> {
  await vscode.commands.executeCommand('setContext', `${PREFIX}.${key}`, value);
}
