import * as vscode from 'vscode';
import { expandPath, withoutNested } from '../../core/files/expandPath';
import type { GroupBy } from '../../core/models/modelTree';

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

function workspaceFolders(): string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter((folder) => folder.uri.scheme === 'file')
    .map((folder) => folder.uri.fsPath);
}

function configuration(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(SECTION);
}

function flag(key: string, fallback: boolean): boolean {
  const value: unknown = configuration().get(key);
  return typeof value === 'boolean' ? value : fallback;
}

function text(key: string, fallback: string): string {
  const value: unknown = configuration().get(key);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : fallback;
}

function texts(key: string): string[] {
  const value: unknown = configuration().get(key);
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function integer(key: string, fallback: number, least: number, most: number): number {
  const value: unknown = configuration().get(key);
  return typeof value === 'number' && Number.isInteger(value)
    ? Math.min(most, Math.max(least, value))
    : fallback;
}
