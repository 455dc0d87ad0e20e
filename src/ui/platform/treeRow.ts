import * as vscode from 'vscode';
import { markdownText } from '../../core/text/markdownText';
import { visible } from '../../core/text/visible';

/** A row of a tree, before the editor draws it. */
export interface TreeRow {
  readonly label: string;
  readonly description: string;
  /** A codicon; its shape alone tells the state. */
  readonly icon: string;
  /** A colour of the theme. */
  readonly color?: string;
  /** The flags that `when` clauses of the menus test. */
  readonly flags: readonly string[];
  /** What the pointer shows over it: labels and values. */
  readonly lines: readonly (readonly [label: string, value: string])[];
}

/** Draws a row; what it says may come from files and the network. */
export function treeItemOf(
  { label, description, icon, color, flags }: TreeRow,
  id: string,
  state = vscode.TreeItemCollapsibleState.None,
): vscode.TreeItem {
  const item = new vscode.TreeItem(visible(label), state);
  item.id = id;
  item.description = visible(description);
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.contextValue = flags.join(' ');
  item.accessibilityInformation = { label: `${label}, ${description}` };
  return item;
}

/** What the pointer shows over a row: whatever files and servers say is text there, never Markdown. */
export function tooltipOf({ label, lines }: TreeRow): vscode.MarkdownString {
  const rows = lines.map(([name, value]) => `**${markdownText(name)}** ${markdownText(value)}`);
  return new vscode.MarkdownString(`**${markdownText(label)}**\n\n${rows.join('  \n')}`);
}
