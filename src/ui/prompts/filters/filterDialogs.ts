import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { noticeText } from '../../../core/text/noticeText';
import { errnoOf, toProblem } from '../../../core/problem/toProblem';
import { FILTER_FILES } from '../../../core/prompts/filter/filterFiles';
import { FILTER_GROUPS, type FilterGroup } from '../../../core/prompts/filter/filterWords';
import { groupText } from '../../../core/prompts/run/runText';
import { filterFolder, workspaceFolders } from '../../platform/settings';
import type { Filters } from './filters';
import { selectedTokens } from './selectedTokens';

/** As many words are named. */
const NAMED_WORDS = 3;

/** Opens the filter file of a group that the person picks; makes it where it is not there. */
export async function editFilters(filters: Filters): Promise<void> {
  const { l10n, window } = vscode;
  const folder = await promptFolder();
  if (folder === undefined) return;
  // A file that cannot be read as filter words is opened here to be repaired.
  const found = await filters.filterWords(folder).catch(() => undefined);
  const title = l10n.t('Edit the filter words of which group?');
  const group = await pickGroup(title, (each) =>
    found ? l10n.t('{0} words', found.words[each].length) : '',
  );
  if (!group) return;
  const file = join(filterFolder(folder), FILTER_FILES[group]);
  await makeFilterFile(file, group);
  await window.showTextDocument(vscode.Uri.file(file));
}

/** Adds the tokens of the selected text to the filter file of a group that the person picks. */
export async function addToFilter(filters: Filters): Promise<void> {
  const { l10n, window, commands } = vscode;
  const editor = window.activeTextEditor;
  const words = editor ? selectedTokens(editor) : [];
  if (!editor || words.length === 0) {
    void window.showInformationMessage(
      l10n.t('Select the tokens that are to become filter words, in a prompt or in a list of tokens.'),
    );
    return;
  }
  const { uri } = editor.document;
  const folder = uri.scheme === 'file' ? dirname(uri.fsPath) : await promptFolder();
  if (folder === undefined) return;
  const names = words.slice(0, NAMED_WORDS).join(', ') + (words.length > NAMED_WORDS ? ', …' : '');
  const group = await pickGroup(l10n.t('Add {0} to which filter?', names), (each) => FILTER_FILES[each]);
  if (!group) return;
  const { added, file } = await filters.addFilterWords(folder, group, words);
  if (added === 0) {
    void window.showInformationMessage(noticeText(l10n.t('{0} has all of it already: {1}.', file, names)));
    return;
  }
  const refilter = l10n.t('Refilter');
  const text =
    added === 1
      ? l10n.t('1 word was added to {0}.', file)
      : l10n.t('{0} words were added to {1}.', added, file);
  const chosen = await window.showInformationMessage(noticeText(text), refilter);
  if (chosen === refilter) await commands.executeCommand('diffusionWorkbench.prompts.refilter');
}

async function pickGroup(
  title: string,
  description: (group: FilterGroup) => string,
): Promise<FilterGroup | undefined> {
  const items = FILTER_GROUPS.map((group) => ({
    label: groupText(group, vscode.l10n.t),
    description: description(group),
    detail: groupDetail(group),
    group,
  }));
  return (await vscode.window.showQuickPick(items, { title }))?.group;
}

/** From which fields a group is taken out. */
function groupDetail(group: FilterGroup): string {
  const { l10n } = vscode;
  switch (group) {
    case 'sex':
      return l10n.t('Taken out of "prompt"; by Regenerate also out of "prompt_with_clothes".');
    case 'clothes':
      return l10n.t('Taken out of "prompt" only.');
    case 'etc':
      return l10n.t('Taken out of "prompt" and "prompt_with_clothes".');
  }
}

/** The folder whose filter words are meant: that of the active file, else of the open folders the one that is picked. */
async function promptFolder(): Promise<string | undefined> {
  const { l10n, window, workspace } = vscode;
  const uri = window.activeTextEditor?.document.uri;
  if (uri?.scheme === 'file' && (workspace.getWorkspaceFolder(uri) || workspaceFolders().length === 0)) {
    return dirname(uri.fsPath);
  }
  // Several folders may have their filter files in one place.
  const open = [...new Map(workspaceFolders().map((folder) => [filterFolder(folder), folder])).values()];
  if (open.length === 0) {
    void window.showInformationMessage(
      l10n.t('Open the folder of your prompts first: filter files lie in it.'),
    );
  }
  if (open.length <= 1) return open[0];
  const items = open.map((folder) => ({
    label: basename(folder),
    description: filterFolder(folder),
    folder,
  }));
  return (await window.showQuickPick(items, { title: l10n.t('The filter words of which folder?') }))?.folder;
}

/** Makes a filter file that is not there, with a line that says how it is written. */
async function makeFilterFile(file: string, group: FilterGroup): Promise<void> {
  const text = vscode.l10n.t(
    '# Filter words of the group {0}, one a line or separated by commas. This line is a comment.',
    groupText(group, vscode.l10n.t),
  );
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${text}\n`, { flag: 'wx' });
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw toProblem(error, basename(file));
  }
}
