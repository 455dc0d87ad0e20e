import * as vscode from 'vscode';
import { expandPath, withoutNested } from '../../core/files/expandPath';
import type { GroupBy } from '../../core/models/view/modelTree';
import type { FilterWords } from '../../core/prompts/filter/filterWords';
import type { PromptRules } from '../../core/prompts/rules';

const SECTION = 'diffusionWorkbench';

/** Civitai's bits of the ratings that the setting names. */
const NSFW_LEVELS: Readonly<Record<string, number>> = { PG: 1, 'PG-13': 2, R: 4, X: 8, XXX: 16 };

/** The settings as they are now. A value of a wrong type (settings are files, too) counts as the default. */
export const settings = {
  civitaiEnabled: () => flag('civitai.enabled', true),
  civitaiBaseUrl: () => text('civitai.baseUrl', 'https://civitai.com/api/v1'),
  maxConcurrent: () => integer('civitai.maxConcurrent', 5, 1, 20),
  directories: () => texts('models.directories'),
  ignore: () => texts('models.ignore'),
  groupBy: (): GroupBy => {
    const value = text('models.groupBy', 'folder');
    return value === 'type' || value === 'baseModel' ? value : 'folder';
  },
  confirmInBackground: () => flag('models.confirmInBackground', true),
  /** 0: as many as the device likes. */
  hashWorkers: () => integer('models.hashWorkers', 0, 0, 64),
  /** Whether names in the tags of a prompt file are checked. */
  checkLoraNames: (file: vscode.Uri) =>
    vscode.workspace.getConfiguration(SECTION, file).get<unknown>('prompts.checkLoraNames') !== false,
  previewsEnabled: () => flag('previews.enabled', true),
  /** A bit of Civitai's `nsfwLevel`. */
  /** 0, so that no picture passes, while previews are turned off. */
  maxPreviewNsfw: () =>
    flag('previews.enabled', true) ? (NSFW_LEVELS[text('previews.maxNsfwLevel', 'PG-13')] ?? 2) : 0,
  cacheEnabled: () => flag('cache.enabled', true),
};

/** By what prompts of a file or folder are changed, but for the words of filter files. */
export function promptSettings(path: string | undefined): PromptRules {
  const resource = path === undefined ? undefined : vscode.Uri.file(path);
  const one = <T extends string>(key: string, values: readonly [T, ...T[]]): T =>
    values.find((value) => value === text(key, values[0], resource)) ?? values[0];
  const words: FilterWords = {
    sex: texts('prompts.filters.sex', resource),
    clothes: texts('prompts.filters.clothes', resource),
    etc: texts('prompts.filters.etc', resource),
  };
  return {
    words,
    trailingComma: one('prompts.trailingComma', ['preserve', 'always', 'never']),
    loraTags: one('prompts.loraTags', ['all', 'last']),
    refilterSource: one('prompts.refilterSource', ['existing', 'raw']),
    underscoresAsSpaces: flag('prompts.underscoresAsSpaces', true, resource),
  };
}

/**
 * Where the filter files for a file or folder are (absolute): the folder of the setting, else the workspace folder that
 * it lies in, else the folder itself.
 * @param folder absolute path, of the folder where the file lies
 */
export function filterFolder(folder: string): string {
  const resource = vscode.Uri.file(folder);
  const workspaceFolder = vscode.workspace.getWorkspaceFolder(resource)?.uri.fsPath;
  const written = text('prompts.filterFolder', '', resource);
  const chosen = written === '' ? undefined : expandPath(written, { workspaceFolder });
  return chosen ?? workspaceFolder ?? folder;
}

/** Whether a change of the configuration touches one of the settings (names without the prefix). */
export function touches(event: vscode.ConfigurationChangeEvent, ...keys: readonly string[]): boolean {
  return keys.some((key) => event.affectsConfiguration(`${SECTION}.${key}`));
}

/** Where models are looked for: the folders of the workspace and those of the setting, absolute. */
export function modelRoots(): string[] {
  return withoutNested([...workspaceFolders(), ...directoryPaths().flatMap(({ path }) => path ?? [])]);
}

/** The folders of the setting as written, with the absolute path where the variables have values. */
export function directoryPaths(): { written: string; path: string | undefined }[] {
  const workspaceFolder = workspaceFolders()[0];
  return settings
    .directories()
    .map((written) => ({ written, path: expandPath(written, { workspaceFolder }) }));
}

/** Changes the list of model folders, where it is set now, else for the user. */
export async function setDirectories(directories: readonly string[]): Promise<void> {
  await change('models.directories', directories);
}

/** Changes how the Models view groups, where it is set now, else for the user. */
export async function setGroupBy(groupBy: GroupBy): Promise<void> {
  await change('models.groupBy', groupBy);
}

async function change(key: string, value: unknown): Promise<void> {
  // In Restricted Mode the workspace's own value is not listened to.
  const inWorkspace =
    vscode.workspace.isTrusted && configuration().inspect(key)?.workspaceValue !== undefined;
  const { Global, Workspace } = vscode.ConfigurationTarget;
  await configuration().update(key, value, inWorkspace ? Workspace : Global);
}

/** The open folders on disk, absolute. */
export function workspaceFolders(): string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter((folder) => folder.uri.scheme === 'file')
    .map((folder) => folder.uri.fsPath);
}

/** @param resource the file or folder that settings of a workspace folder are asked for */
function configuration(resource?: vscode.Uri): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(SECTION, resource);
}

function flag(key: string, fallback: boolean, resource?: vscode.Uri): boolean {
  const value: unknown = configuration(resource).get(key);
  return typeof value === 'boolean' ? value : fallback;
}

function text(key: string, fallback: string, resource?: vscode.Uri): string {
  const value: unknown = configuration(resource).get(key);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : fallback;
}

function texts(key: string, resource?: vscode.Uri): string[] {
  const value: unknown = configuration(resource).get(key);
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function integer(key: string, fallback: number, least: number, most: number): number {
  const value: unknown = configuration().get(key);
  return typeof value === 'number' && Number.isInteger(value)
    ? Math.min(most, Math.max(least, value))
    : fallback;
}
