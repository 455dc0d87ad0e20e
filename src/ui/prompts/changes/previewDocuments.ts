import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { PromptCommand } from '../../../core/prompts/run/types';
import { commandText } from '../run/promptText';

/** Of the read-only documents that show what becomes of a prompt file. */
export const PREVIEW_SCHEME = 'diffusion-workbench-prompts';

/** The document that shows what becomes of a file. Its name is that of the file, and so is its language. */
export function previewUri(path: string, plan: number): vscode.Uri {
  return vscode.Uri.file(path).with({ scheme: PREVIEW_SCHEME, query: String(plan) });
}

/** The file whose preview a document is, and the number of the plan. */
export function previewedFile(uri: vscode.Uri): { path: string; plan: number } | undefined {
  if (uri.scheme !== PREVIEW_SCHEME) return undefined;
  return { path: uri.with({ scheme: 'file', query: '' }).fsPath, plan: Number(uri.query) };
}

/** The changed file that the active tab shows as a diff. */
export function activePreview(): { path: string; plan: number } | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputTextDiff ? previewedFile(input.modified) : undefined;
}

/** Opens the file beside what becomes of it. */
export async function showDiff(path: string, plan: number, title: string): Promise<void> {
  await vscode.commands.executeCommand(
    'vscode.diff',
    vscode.Uri.file(path),
    previewUri(path, plan),
    `${basename(path)}: ${title}`,
    { preview: true },
  );
}

/** Opens several in the editor's own view of many changes. */
export async function showDiffs(
  paths: readonly string[],
  plan: number,
  command: PromptCommand,
): Promise<void> {
  const changes = paths.map((path) => {
    const uri = vscode.Uri.file(path);
    return [uri, uri, previewUri(path, plan)];
  });
  await vscode.commands.executeCommand('vscode.changes', diffsTitle(command), changes);
}

/** Closes the tabs that show previews. */
export async function closePreviews(): Promise<void> {
  const { tabGroups } = vscode.window;
  const tabs = tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input, label }) => isPreview(input) || isManyChanges(input, label));
  if (tabs.length > 0) await tabGroups.close(tabs, true);
}

/** A view of many changes: VS Code tells nothing of it but its title, which a file may have as well. */
function isManyChanges(input: unknown, label: string): boolean {
  const titles = [diffsTitle('refilter'), diffsTitle('regenerate')];
  return !(input instanceof vscode.TabInputText) && titles.some((title) => label.startsWith(title));
}

function diffsTitle(command: PromptCommand): string {
  return l10n.t('Changes by {0}', commandText(command));
}

function isPreview(input: unknown): boolean {
  if (input instanceof vscode.TabInputTextDiff) return previewedFile(input.modified) !== undefined;
  if (input instanceof vscode.TabInputText) return previewedFile(input.uri) !== undefined;
  return false;
}
