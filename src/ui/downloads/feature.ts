import type { CivitaiClient } from '../../core/civitai/client';
import type { CreatorPlan, CreatorSettings } from '../../core/downloads/creators/types';
import type { MetadataFormat } from '../../core/images/metadataFormat';
import type { AskForRoom } from '../../core/undo/room';
import type { ImageSettings } from '../../core/images/imageSettings';
import type { NewTask } from '../../core/tasks/taskQueue';
import type { PickDeps } from '../models/commands/pickModels';
import type { ModelsFeature } from '../models/feature';

/** What the commands that download work with. */
export interface DownloadsFeature extends PickDeps, Pick<ModelsFeature, 'jobs' | 'baseUrl'> {
  readonly details: { show(path: string): unknown };
  readonly civitai: () => Promise<Pick<CivitaiClient, 'model' | 'version' | 'versionByHash' | 'images'>>;
  readonly settings: {
    /** Undefined where nothing tells in which folder. */
    readonly images: () => ImageSettings | undefined;
    /** How all models of a creator are downloaded, and the list of creators; undefined as above. */
    readonly creators: () =>
      { readonly settings: CreatorSettings; readonly urlsFile: string | undefined } | undefined;
    readonly withExampleImages: () => boolean;
    /** Absolute paths by types of Civitai. */
    readonly typeFolders: () => Readonly<Record<string, string>>;
    readonly setTypeFolder: (type: string, folder: string) => Promise<void>;
    readonly pathTemplate: () => string;
    readonly setPathTemplate: (template: string) => Promise<void>;
  };
  readonly creators: () => Promise<{
    plan(username: string, settings: CreatorSettings, signal: AbortSignal): Promise<CreatorPlan>;
  }>;
  /** Saves what is known of pictures, as one change. @returns what is to be told of them */
  readonly saveImageMetadata: (
    pictures: readonly string[],
    format: MetadataFormat,
    options: { readonly subject: string; readonly askForRoom: AskForRoom; readonly signal: AbortSignal },
  ) => Promise<readonly string[]>;
  readonly dateText: (iso: string) => string;
  /** The file whose preview is the active editor. */
  readonly activeFile: () => string | undefined;
  /** What a folder is called where users see it: relative to what is open. */
  readonly folderText: (path: string) => string;
  /** Opens a page of Civitai: the path of its address. */
  readonly openPage: (path: string) => Promise<void>;
  /** Puts downloads in the queue and shows them. */
  readonly add: (task: NewTask) => Promise<void>;
}
