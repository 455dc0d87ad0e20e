import * as vscode from 'vscode';
import type { ContextKey, ContextValue } from './contributions/contextKeys';
import { PREFIX } from './contributions/settings';

/** Sets what `when` clauses ask for. */
export async function setContext<Key extends ContextKey>(key: Key, value: ContextValue<Key>): Promise<void> {
  await vscode.commands.executeCommand('setContext', `${PREFIX}.${key}`, value);
}
