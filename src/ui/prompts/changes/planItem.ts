import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { markdownText } from '../../../core/text/markdownText';
import { visible } from '../../../core/text/visible';
import type { FieldChange } from '../../../core/prompts/rewrite/fields';
import { FILTER_GROUPS } from '../../../core/prompts/filter/filterWords';
import { groupText, lostTags, skipText } from '../../../core/prompts/run/runText';
import type { ChangedFile, SkipReason } from '../../../core/prompts/run/types';
import type { FileNode, FileState, ListNode, PlanFile, PlanNode, WarningNode } from './planTree';

/** Plans up to this size open with their folders expanded. */
const SMALL_PLAN = 200;
/** More would not fit into a row. */
const TOKENS_IN_ROW = 12;

/** How many files of a list are excluded. */
export type CountExcluded = (files: readonly PlanFile[]) => number;

/** The row of anything in the view, without its tooltip: that is made when the pointer rests on it. */
export function planItem(node: PlanNode, excluded: CountExcluded): vscode.TreeItem {
  switch (node.kind) {
    case 'list':
      return listItem(node, excluded(node.files));
    case 'file':
      return fileItem(node, excluded([node.file]) > 0);
    case 'warnings': {
      const item = new vscode.TreeItem(l10n.t('Warnings'), vscode.TreeItemCollapsibleState.Expanded);
      item.id = node.id;
      item.description = amount(node.warnings.length);
      return item;
    }
    case 'warning':
      return warningItem(node);
  }
}

/** What the pointer shows over a row. */
export function planTooltip(
  node: PlanNode,
  shownPath: (path: string) => string,
): vscode.MarkdownString | undefined {
  if (node.kind === 'warning') {
    const { message, lora } = node.warning;
    const click =
      lora === undefined ? '' : l10n.t('Click to write the name into the LoRA; you are asked first.');
    return new vscode.MarkdownString([message, click].map(markdownText).join('\n\n'));
  }
  if (node.kind !== 'file') return undefined;
  const { file } = node;
  const title = `**${markdownText(shownPath(file.path))}**`;
  switch (file.state) {
    case 'changed': {
      const lora =
        file.change.loraName !== undefined && l10n.t('LoRA: {0}', markdownText(file.change.loraName));
      const fields = file.change.fields.map((field) => `- ${fieldText(field)}`).join('\n');
      return new vscode.MarkdownString([title, lora, fields].filter(Boolean).join('\n\n'));
    }
    case 'skipped':
      return new vscode.MarkdownString(`${title}\n\n${markdownText(skipText(file.reason))}`);
    case 'failed': {
      const { message, advice } = file.problem;
      return new vscode.MarkdownString(`${title}\n\n${markdownText(`${message} ${advice}`)}`);
    }
    case 'unchanged':
      return new vscode.MarkdownString(title);
  }
}

function listItem(node: ListNode, excluded: number): vscode.TreeItem {
  const { role, state, files } = node;
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const opens =
    role === 'state'
      ? state === 'changed' || state === 'failed'
      : role === 'folder' && state === 'changed' && countAll(node) <= SMALL_PLAN;
  const item = new vscode.TreeItem(visible(listLabel(node)), opens ? Expanded : Collapsed);
  item.id = node.id;
  item.description =
    excluded === 0
      ? amount(files.length)
      : l10n.t('{0} of {1}', amount(files.length - excluded), amount(files.length));
  if (role === 'reason') {
    const [first] = files;
    if (first?.state === 'skipped') item.tooltip = skipText(first.reason);
  }
  if (role === 'folder') item.iconPath = vscode.ThemeIcon.Folder;
  item.contextValue = `list ${state}`;
  if (state === 'changed') item.checkboxState = checkbox(excluded === files.length);
  return item;
}

function fileItem({ id, file }: FileNode, excluded: boolean): vscode.TreeItem {
  const name = visible(basename(file.path));
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.None);
  item.id = id;
  item.description = visible(description(file).replace(/\s+/g, ' '));
  item.contextValue = ['file', file.state, file.state === 'changed' && (excluded ? 'excluded' : 'included')]
    .filter(Boolean)
    .join(' ');
  item.accessibilityInformation = { label: [name, item.description].filter(Boolean).join(', ') };
  if (file.state === 'failed') {
    item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  }
  if (file.state !== 'changed') {
    item.command = {
      command: 'vscode.open',
      title: l10n.t('Open'),
      arguments: [vscode.Uri.file(file.path)],
    };
    return item;
  }
  item.checkboxState = checkbox(excluded);
  item.command = {
    command: 'diffusionWorkbench.prompts.showThese',
    title: l10n.t('Show These Changes'),
    arguments: [file.path],
  };
  return item;
}

function warningItem({ id, warning: { path, message, lora } }: WarningNode): vscode.TreeItem {
  const item = new vscode.TreeItem(visible(basename(path)), vscode.TreeItemCollapsibleState.None);
  item.description = visible(message);
  item.id = id;
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.contextValue = lora === undefined ? 'warning' : 'warning unnamedLora';
  if (lora !== undefined) {
    item.command = {
      command: 'diffusionWorkbench.prompts.nameLora',
      title: l10n.t('Write Output Name into LoRA…'),
      arguments: [lora],
    };
  }
  return item;
}

function listLabel({ role, state, label, files }: ListNode): string {
  if (role === 'state') return stateLabel(state);
  const [first] = files;
  return role === 'reason' && first?.state === 'skipped' ? reasonLabel(first.reason) : label;
}

function stateLabel(state: FileState): string {
  switch (state) {
    case 'changed':
      return l10n.t('Changed');
    case 'failed':
      return l10n.t('Failed');
    case 'skipped':
      return l10n.t('Skipped');
    case 'unchanged':
      return l10n.t('Unchanged');
  }
}

/** What there is to do about it, where a user can do something. */
function reasonLabel(reason: SkipReason): string {
  switch (reason) {
    case 'plain_text':
      return l10n.t('Plain text, such as captions');
    case 'not_json':
      return l10n.t('Not valid JSON: open it to see where');
    case 'not_utf8':
      return l10n.t('Not UTF-8: save what is meant to be a prompt file with that encoding');
    case 'too_large':
      return l10n.t('Too large for a prompt file');
    case 'no_prompt':
      return l10n.t('JSON without "raw_prompt" and "prompt"');
    case 'no_raw_prompt':
      return l10n.t('No "raw_prompt" to make prompts from');
    case 'no_lora':
      return l10n.t('No LoRA in the folder: put it there, or use Refilter');
  }
}

function description(file: PlanFile): string {
  switch (file.state) {
    case 'changed':
      return changeText(file.change);
    case 'failed':
      return withoutName(file.problem.message, basename(file.path));
    case 'skipped':
    case 'unchanged':
      return '';
  }
}

/** The name stands in the same row. */
function withoutName(message: string, name: string): string {
  return message.startsWith(`${name} `) ? message.slice(name.length + 1) : message;
}

/** What is removed by which rule: `− hat, skirt (Clothes) − nude (Sex)`; else which fields change. */
function changeText({ fields }: ChangedFile): string {
  const removed = fields.flatMap((field) => field.removed);
  const texts = FILTER_GROUPS.flatMap((group) => {
    const tokens = [...new Set(removed.filter((each) => each.group === group).map(({ token }) => token))];
    const shown = tokens.slice(0, TOKENS_IN_ROW).join(', ') + (tokens.length > TOKENS_IN_ROW ? ', …' : '');
    return tokens.length === 0 ? [] : [`− ${shown} (${groupText(group)})`];
  });
  const tags = lostTags(fields);
  if (tags.length > 0) texts.push(`− ${tags.join(', ')}`);
  if (texts.length > 0) return texts.join(' ');
  return l10n.t('changes {0}', fields.map(({ field }) => field).join(', '));
}

/** A field and what goes from it, as Markdown. */
function fieldText({ field, removed, lostTags: tags = [] }: FieldChange): string {
  const words = removed.map(({ token, group }) => `${markdownText(token)} (${groupText(group)})`);
  const tokens = [...words, ...tags.map(markdownText)];
  const text =
    tokens.length === 0 ? l10n.t('changes, but loses nothing') : `− ${[...new Set(tokens)].join(', ')}`;
  return `\`${field}\`: ${text}`;
}

function checkbox(excluded: boolean): vscode.TreeItemCheckboxState {
  return excluded ? vscode.TreeItemCheckboxState.Unchecked : vscode.TreeItemCheckboxState.Checked;
}

/** How many files of its state a plan has. */
function countAll(node: ListNode): number {
  return node.parent?.kind === 'list' ? countAll(node.parent) : node.files.length;
}

function amount(value: number): string {
  return value.toLocaleString('en');
}
