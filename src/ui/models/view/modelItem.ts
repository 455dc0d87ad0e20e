import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isInside } from '../../../core/files/expandPath';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import type { ModelState } from '../../../core/models/modelFile';
import {
  baseModel,
  modelName,
  modelSize,
  modelType,
  shownHash,
  modelStateText,
  choiceText,
} from '../../../core/models/view/modelText';
import { shownHashes } from '../../../core/models/view/shownHashes';
import { visible } from '../../../core/text/visible';
import type { GroupNode, ModelNode } from '../../../core/models/view/treeNodes';
import { readForeign } from '../../../core/models/sidecar/foreign/read';
import { directoryPaths } from '../../platform/settings';
import { missingUri } from './missingDecoration';
import { modelFlags } from './modelFlags';
import { modelMarkdown } from './modelMarkdown';

/** Pixels: what leaves room for the text below it in a hover. */
const PREVIEW_HEIGHT = 160;

/** Shape and colour of a state; the shape alone tells it. */
const ICONS: Readonly<Record<ModelState, { readonly icon: string; readonly color?: string }>> = {
  identified: { icon: 'pass-filled', color: 'testing.iconPassed' },
  provisional: { icon: 'pass', color: 'charts.blue' },
  not_found: { icon: 'question', color: 'descriptionForeground' },
  unidentified: { icon: 'circle-outline', color: 'descriptionForeground' },
  refused: { icon: 'error', color: 'list.errorForeground' },
  failed: { icon: 'warning', color: 'list.warningForeground' },
};

/** The row of a root, folder, type or base model. */
export function groupItem(node: GroupNode, expanded: boolean): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(
    visible(node.label),
    node.count === 0 ? None : expanded && !node.missing ? Expanded : Collapsed,
  );
  item.id = node.id;
  item.description = node.missing ? l10n.t('not available') : String(node.count);
  if (node.folder !== undefined) {
    item.iconPath = new vscode.ThemeIcon(
      node.missing ? 'debug-disconnect' : node.isRoot ? 'root-folder' : 'folder',
      ...(node.missing ? [new vscode.ThemeColor('disabledForeground')] : []),
    );
    item.tooltip = node.missing
      ? l10n.t(
          '{0}\n\nThis folder is not there now. Its models stay listed as they were. Connect its drive and refresh, or remove the folder from the list.',
          node.folder,
        )
      : node.folder;
  } else {
    item.iconPath = new vscode.ThemeIcon('symbol-misc');
  }
  if (node.missing) item.resourceUri = missingUri(node.id);
  item.contextValue = groupFlags(node).join(' ');
  const count = node.count === 1 ? l10n.t('1 model') : l10n.t('{0} models', String(node.count));
  item.accessibilityInformation = {
    label: `${node.label}, ${node.missing ? l10n.t('not available') : count}`,
  };
  return item;
}

/** The second argument of the command that shows details, where a click on a row calls it. */
export const CLICKED = 'clicked';

/** The row of a model, without its tooltip: that is made when the pointer rests on it. */
export function modelItem(node: ModelNode, entry: ModelEntry): vscode.TreeItem {
  const name = modelName(entry);
  const base = baseModel(entry);
  const state = modelStateText(entry);
  const item = new vscode.TreeItem(visible(name), vscode.TreeItemCollapsibleState.None);
  item.id = node.id;
  const choice = choiceText(entry);
  item.description = [base, node.parent.missing ? l10n.t('not available') : (choice ?? state)]
    .filter((part) => part !== undefined)
    .map(visible)
    .join(' · ');
  const { icon, color } = ICONS[entry.state];
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  if (node.parent.missing) item.resourceUri = missingUri(node.id);
  item.contextValue = modelFlags(entry, inWorkspace(entry.path)).join(' ');
  item.accessibilityInformation = {
    label: [name, base, state, choice, entry.problem?.message]
      .filter((part) => part !== undefined)
      .join(', '),
  };
  item.command = {
    command: 'diffusionWorkbench.models.details',
    title: l10n.t('Show Details'),
    arguments: [entry.path, CLICKED],
  };
  return item;
}

/** What the pointer shows over a model: preview, state, trigger words, hashes, size, and what is wrong. */
export async function modelTooltip(entry: ModelEntry): Promise<vscode.MarkdownString> {
  const lines: readonly (readonly [string, string | undefined])[] = [
    [l10n.t('State:'), modelStateText(entry)],
    [l10n.t('Choice:'), choiceText(entry)],
    [l10n.t('Trigger words:'), entry.sidecar?.trigger_words?.join(', ')],
    [l10n.t('Type:'), modelType(entry)],
    [l10n.t('Base model:'), baseModel(entry)],
    [l10n.t('Creator:'), entry.sidecar?.civitai_creator],
    [l10n.t('Hash:'), shownHash(entry)],
    [l10n.t('SHA-256:'), shownHashes(entry).find(({ kind }) => kind === 'SHA-256')?.value],
    [l10n.t('AutoV3:'), shownHashes(entry).find(({ kind }) => kind === 'AutoV3')?.value],
    [l10n.t('Size:'), modelSize(entry)],
    [l10n.t('File:'), entry.relativePath],
  ];
  const notices = await noticesOf(entry);
  return modelMarkdown(entry, { lines, notices, previewHeight: PREVIEW_HEIGHT });
}

/** What of other tools' sidecars says nothing of a model that is not known for certain, and why. */
async function noticesOf({ path, size, state }: ModelEntry): Promise<readonly string[]> {
  return state === 'identified' ? [] : (await readForeign(path, size)).notices;
}

function groupFlags(node: GroupNode): string[] {
  const { folder } = node;
  if (folder === undefined) return ['group'];
  const listed = node.isRoot && directoryPaths().some(({ path }) => path === folder);
  return [
    node.missing ? 'missing' : 'folder',
    ...(listed ? ['directory'] : []),
    ...(inWorkspace(folder) ? ['inWorkspace'] : []),
  ];
}

function inWorkspace(path: string): boolean {
  return (vscode.workspace.workspaceFolders ?? []).some(
    ({ uri }) => uri.scheme === 'file' && isInside(path, uri.fsPath),
  );
}
