import type { CivitaiClient } from '../../civitai/client';
import type { CivitaiImage } from '../../civitai/imageSchemas';
import type { NsfwLevel } from '../../civitai/nsfwLevel';
import type { VersionFile } from '../../civitai/schemas';
import type { ImageIndex } from '../../images/imageIndex';
import type { FetchFile, SaverDeps } from '../../images/imageSaver';
import type { Problem } from '../../problem/problem';
import type { FolderLora } from '../../prompts/grammar/folderLora';
import type { DownloadedModel, VersionDownloadOptions } from '../downloadVersion';
import type { DownloadLog } from '../log/downloadLog';
import type { CreatorVersion } from './places';

/** What downloads of creators need of others. */
export interface CreatorDeps {
  /** Asked at each request, since a setting may replace it. */
  readonly civitai: () => Pick<CivitaiClient, 'modelsOf' | 'modelCount' | 'images' | 'version'>;
  readonly downloadVersion: (id: number, options: VersionDownloadOptions) => Promise<DownloadedModel>;
  /** The SHA-256 of a file that is there; undefined where there is none. */
  readonly sha256Of: (path: string) => Promise<string | undefined>;
  readonly fetchImage: FetchFile;
  /** Takes away a broken picture, so that it can be brought back. */
  readonly hold: SaverDeps['hold'];
  /** The LoRA that the prompts of a folder are for. */
  readonly loraOf: (folder: string) => Promise<FolderLora | undefined>;
  readonly clock: () => Date;
}

/** What is wanted of a creator, and where it goes. */
export interface CreatorSettings {
  /** The folder of all creators, absolute. */
  readonly root: string;
  /** The folder of all logs, absolute. */
  readonly logDirectory: string;
  /** Types of models (`LORA`, `Checkpoint`, …), in any case; undefined for all. */
  readonly types: readonly string[] | undefined;
  /** How many example images a version; 0 for all. */
  readonly limit: number;
  /** Undefined: all levels. */
  readonly levels: readonly NsfwLevel[] | undefined;
  /** Whether files that were downloaded before and are gone from the disk come again. */
  readonly fetchDeleted: boolean;
  /** Bytes that are to stay free. */
  readonly minFreeBytes: number;
}

/**
 * - `done`: in the log
 * - `adopted`: on the disk, and not in the log yet
 * - `gone`: Civitai has said that it has it no more
 * - `none`: the version has no model file
 */
export type FileState = 'missing' | 'adopted' | 'done' | 'gone' | 'none';

/** An example image that is to be downloaded, or is on the disk already. */
export interface PlannedImage {
  /** Its id, or its UUID where it has none. */
  readonly key: string;
  readonly image: CivitaiImage;
  readonly state: 'missing' | 'adopted';
}

/** What is to be done for a version. */
export interface PlannedVersion extends CreatorVersion {
  /** Absolute. */
  readonly folder: string;
  readonly state: FileState;
  /** Undefined where it has none. */
  readonly file: VersionFile | undefined;
  /** Where the file is; undefined where it is to come. */
  readonly path: string | undefined;
  readonly images: readonly PlannedImage[];
  readonly imagesDone: number;
  readonly imagesGone: number;
}

/** What is to be done for a creator. */
export interface CreatorPlan {
  readonly username: string;
  /** Absolute. */
  readonly folder: string;
  readonly log: DownloadLog;
  readonly index: ImageIndex;
  /** How many models Civitai lists, of all types. */
  readonly listed: number;
  /** How many models there are by the profile; undefined where it does not tell. */
  readonly profileCount: number | undefined;
  readonly versions: readonly PlannedVersion[];
  /** Lists that ended early. */
  readonly problems: readonly Problem[];
}

/** Something that was done, or was not. */
export interface CreatorItem {
  readonly type: 'lora' | 'image';
  readonly id: string;
  readonly state: 'downloaded' | 'adopted' | 'failed';
  /** Absolute. */
  readonly path?: string;
  readonly problem?: Problem;
}
