import * as vscode from 'vscode';
import { expandPath } from '../../core/files/expandPath';
import { scannedRoots } from '../../core/models/scan/scannedRoots';
import type { CreatorSettings } from '../../core/downloads/creators/types';
import type { ImageSettings } from '../../core/images/imageSettings';
import type { GroupBy } from '../../core/models/view/modelTree';
import type { PromptRules } from '../../core/prompts/rewrite/rules';
import {
  EXTENSION_ID,
  PREFIX,
  validSetting,
  type SettingId,
  type SettingKey,
  type SettingSchema,
  type SettingValue,
} from './contributions/settings';

/** Civitai's bits of the ratings that the setting names. */
const NSFW_LEVELS: Readonly<Record<SettingValue<'previews.maxNsfwLevel'>, number>> = {
  PG: 1,
  'PG-13': 2,
  R: 4,
  X: 8,
  XXX: 16,
};

/** The levels of example images that can be asked for. */
const LEVELS = ['None', 'Soft', 'Mature', 'X'] as const;

/** The settings as they are now. */
export const settings = {
  civitaiEnabled: () => setting('civitai.enabled'),
  civitaiBaseUrl: () => setting('civitai.baseUrl'),
  /** `https://host:port` of the address; empty where it is none. */
  civitaiOrigin: () => {
    const address = setting('civitai.baseUrl');
    return URL.canParse(address) ? new URL(address).origin : '';
  },
  maxConcurrent: () => setting('civitai.maxConcurrent'),
  directories: () => setting('models.directories'),
  /** What is left out below a folder that is scanned, absolute. */
  ignore: (root: string) => setting('models.ignore', vscode.Uri.file(root)),
  groupBy: (): GroupBy => setting('models.groupBy'),
  confirmInBackground: () => setting('models.confirmInBackground'),
  /** 0: as many as suit the device. */
  hashWorkers: () => setting('models.hashWorkers'),
  /** Whether names in the tags of a prompt file are checked. */
  checkLoraNames: (file: vscode.Uri) => setting('prompts.checkLoraNames', file),
  previewsEnabled: () => setting('previews.enabled'),
  /** A bit of Civitai's `nsfwLevel`; 0, which no picture passes, while previews are turned off. */
  maxPreviewNsfw: () => (setting('previews.enabled') ? NSFW_LEVELS[setting('previews.maxNsfwLevel')] : 0),
  /** A bit of Civitai's `nsfwLevel`: pictures of a higher one are blurred. */
  blurAbove: () => NSFW_LEVELS[setting('gallery.blurAbove')],
  /** Whether the log is kept in a file as well. */
  logFileEnabled: () => setting('logFile.enabled'),
  /** The form of the document in which extracted metadata opens. */
  extractFormat: () => setting('extract.outputFormat'),
  cacheEnabled: () => setting('cache.enabled'),
  /** Bytes that what can be undone may take; 0 for no limit. */
  undoLimit: () => setting('undo.maxSizeMB') * 2 ** 20,
  /** How many models and how many images are downloaded at a time. */
  modelDownloads: () => setting('limits.lora'),
  imageDownloads: () => setting('images.maxConcurrent'),
  /** How many questions at a time find out the models of images. */
  imageMeta: () => setting('limits.imageMeta'),
  /** Bytes a second; 0 for no limit. */
  downloadRate: () => setting('downloads.maxMBPerSecond') * 1_000_000,
  /** Bytes that are to stay free. */
  minFreeBytes: () => setting('images.minFreeSpaceMB') * 2 ** 20,
  /** Whether the example images of a model are downloaded with it. */
  withExampleImages: () => setting('downloads.exampleImages'),
  pathTemplate: () => setting('images.pathTemplate'),
  /** VS Code's own setting: nothing large is to come over a connection that is paid by its bytes. */
  isMetered: () => vscode.workspace.getConfiguration('network').get('meteredConnection') === 'on',
};

/**
 * How example images are downloaded by the settings as they are now.
 * @returns undefined where nothing tells in which folder: a relative one, and no folder is open
 */
export function imageSettings(): ImageSettings | undefined {
  const folder = expandPath(setting('images.outputPath'), { workspaceFolder: workspaceFolders()[0] });
  if (folder === undefined) return undefined;
  const [width = 256, height = 256] = setting('images.thumbnailSize');
  return {
    folder,
    template: setting('images.pathTemplate'),
    skipExisting: setting('images.skipExisting'),
    duplicates: setting('images.duplicateStrategy'),
    metadata: setting('images.saveMetadata') ? setting('images.metadataFormat') : undefined,
    levels: nsfwFilter(),
    concurrency: settings.imageDownloads(),
    minFreeBytes: settings.minFreeBytes(),
    thumbnail: setting('images.generateThumbnails') ? { width, height } : undefined,
  };
}

/**
 * How all models of a creator are downloaded, and from which list, by the settings as they are now.
 * @returns undefined where nothing tells in which folder: a relative one, and no folder is open
 */
export function creatorSettings():
  { readonly settings: CreatorSettings; readonly urlsFile: string | undefined } | undefined {
  const workspaceFolder = workspaceFolders()[0];
  const expand = (text: string) => expandPath(text, { workspaceFolder });
  const [root, logDirectory] = [expand(setting('downloads.root')), expand(setting('downloads.logDirectory'))];
  if (root === undefined || logDirectory === undefined) return undefined;
  return {
    settings: {
      root,
      logDirectory,
      types: undefined,
      limit: 0,
      levels: nsfwFilter(),
      fetchDeleted: false,
      minFreeBytes: settings.minFreeBytes(),
    },
    urlsFile: expand(setting('batch.urlsFile')),
  };
}

/** The levels of example images that are downloaded. */
const nsfwFilter = () =>
  setting('images.defaultNsfwFilter').flatMap((name) => LEVELS.find((level) => level === name) ?? []);

/** The folders for the types of models as written, with the absolute path where the variables have values. */
export function typeFolders(): Readonly<Record<string, string>> {
  const workspaceFolder = workspaceFolders()[0];
  const written = Object.entries(setting('downloads.folders'));
  return Object.fromEntries(
    written.flatMap(([type, text]) => {
      const path = expandPath(text, { workspaceFolder });
      return path === undefined ? [] : [[type, path]];
    }),
  );
}

/** Keeps the folder for a type of models. @param folder absolute */
export async function setTypeFolder(type: string, folder: string): Promise<void> {
  await change('downloads.folders', { ...setting('downloads.folders'), [type]: folder });
}

/** Changes where example images go. */
export async function setPathTemplate(template: string): Promise<void> {
  await change('images.pathTemplate', template);
}

/** By what prompts of a file or folder are changed, but for the words of filter files. */
export function promptSettings(path: string | undefined): PromptRules {
  const resource = path === undefined ? undefined : vscode.Uri.file(path);
  return {
    words: {
      sex: setting('prompts.filters.sex', resource),
      clothes: setting('prompts.filters.clothes', resource),
      etc: setting('prompts.filters.etc', resource),
    },
    trailingComma: setting('prompts.trailingComma', resource),
    loraTags: setting('prompts.loraTags', resource),
    refilterSource: setting('prompts.refilterSource', resource),
    underscoresAsSpaces: setting('prompts.underscoresAsSpaces', resource),
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
  const written = setting('prompts.filterFolder', resource);
  const chosen = written === '' ? undefined : expandPath(written, { workspaceFolder });
  return chosen ?? workspaceFolder ?? folder;
}

/** The settings of trainings as the user wrote them: paths with variables, empty where nothing is set. */
export interface WrittenTrainingSettings {
  readonly loraDir: string;
  readonly jobsDir: string;
  readonly baseModels: Readonly<Record<string, string>>;
  readonly pythonPath: string;
  readonly scriptPath: string;
  /** Whether one of these two is another than the default. */
  readonly isTrainerNamed: boolean;
  readonly workspace: string;
  readonly accelerateBin: string;
  readonly dockerImage: string;
  readonly dockerKohyaRoot: string;
  readonly launchPrefix: readonly string[];
  readonly tagger: readonly string[];
  readonly minimumPictures: number;
}

/** The settings for the trainings of a file or folder. */
export function writtenTrainingSettings(path: string | undefined): WrittenTrainingSettings {
  const resource = path === undefined ? undefined : vscode.Uri.file(path);
  return {
    loraDir: setting('training.loraDir', resource),
    jobsDir: setting('training.jobsDir', resource),
    baseModels: setting('training.baseModels', resource),
    pythonPath: setting('training.pythonPath', resource),
    scriptPath: setting('training.kohya.scriptPath', resource),
    isTrainerNamed:
      isChanged('training.pythonPath', resource) || isChanged('training.kohya.scriptPath', resource),
    workspace: setting('training.kohya.workspace', resource),
    accelerateBin: setting('training.kohya.accelerateBin', resource),
    dockerImage: setting('training.docker.image', resource),
    dockerKohyaRoot: setting('training.docker.kohyaRoot', resource),
    launchPrefix: setting('training.launchPrefix', resource),
    tagger: setting('training.tagger', resource),
    minimumPictures: setting('training.minimumPictures', resource),
  };
}

/** Whether a change of the configuration touches one of the settings, or a group of them. */
export function touches(
  event: vscode.ConfigurationChangeEvent,
  ...keys: readonly (SettingKey | 'prompts' | 'training' | 'downloads' | 'limits' | 'images')[]
): boolean {
  return keys.some((key) => event.affectsConfiguration(`${PREFIX}.${key}`));
}

/** Where models are searched: the folders of the workspace and those of the setting, absolute. */
export function modelRoots(): string[] {
  return scannedRoots([...workspaceFolders(), ...directoryPaths().flatMap(({ path }) => path ?? [])]);
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

async function change<Key extends SettingKey>(key: Key, value: SettingValue<Key>): Promise<void> {
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

/**
 * A setting as it is now; a value of a wrong type counts as the default of package.json.
 * @param resource the file or folder that settings of a workspace folder are asked for
 */
function setting<Key extends SettingKey>(key: Key, resource?: vscode.Uri): SettingValue<Key> {
  return validSetting(schemaOf(`${PREFIX}.${key}`), configuration(resource).get(key)) as SettingValue<Key>;
}

const isChanged = (key: SettingKey, resource?: vscode.Uri): boolean =>
  setting(key, resource) !== schemaOf(`${PREFIX}.${key}`).default;

/** VS Code has read package.json already, so that nothing of it is repeated here. */
function schemaOf(id: SettingId): SettingSchema {
  const manifest = vscode.extensions.getExtension(EXTENSION_ID)?.packageJSON as Manifest | undefined;
  const schema = manifest?.contributes.configuration.properties[id];
  if (!schema) throw new Error(`${EXTENSION_ID} has no setting ${id}`);
  return schema;
}

interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<SettingId, SettingSchema>> };
  };
}

function configuration(resource?: vscode.Uri): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(PREFIX, resource);
}
