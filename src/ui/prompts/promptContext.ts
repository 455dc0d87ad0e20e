import * as vscode from 'vscode';

/** What `when` clauses of the prompt commands ask for. */
interface PromptContext {
  running: boolean;
  /** There is something to look at. */
  hasPlan: boolean;
  /** There are changes that can be written. */
  hasChanges: boolean;
  /** Whether the change in the diff that is open is taken in. */
  activeChange: 'in' | 'out' | undefined;
  /** Known only once somebody has asked: until then, the command asks. */
  nothingToUndo: boolean;
}

export async function setPromptContext<Key extends keyof PromptContext>(
  key: Key,
  value: PromptContext[Key],
): Promise<void> {
  await vscode.commands.executeCommand('setContext', `diffusionWorkbench.prompts.${key}`, value);
}
