import { join } from 'node:path';
import {
  downloadVersion,
  type DownloadedModel,
  type VersionDownloadOptions,
} from '../downloads/downloadVersion';
import { saveAllKnownMetadata } from '../images/saveKnownMetadata';
import type { MetadataFormat } from '../images/metadataFormat';
import { embedRun, type EmbeddedPicture, type EmbedRunOptions } from '../images/embedRun';
import { readImageInfos, type FoundInfo } from '../images/info/imageInfos';
import { infotextOf } from '../images/info/infotext/infotextOf';
import { mergedInfo } from '../images/info/mergedInfo';
import type { InfotextOf } from '../images/infotextFile';
import { ModelChanges } from '../models/changes/modelChanges';
import { sha256Of } from '../models/hashing/fileSha256';
import { folderLora } from '../models/outputName/folderLora';
import { statModel } from '../models/scan/statModel';
import { PromptRuns } from '../prompts/run/promptRuns';
import type { AskForRoom } from '../undo/room';
import { UndoRuns } from '../undo/undoRuns';
import { Pictures } from '../media/pictures';
import type { Downloads } from '../downloads/queue/downloads';
import { openDownloads, type DownloadSettings } from './downloadServices';
import { CreatorServices } from './creatorServices';
import type { Foundation } from './foundation';
import { GalleryServices } from './galleryServices';
import { ImageServices } from './imageServices';
import { openModelServices, type ModelServices, type ModelSettings } from './modelServices';
import { Network, type NetworkOptions } from './network';
import { replacedBy } from './settingChanges';
import { openTrainingServices, type TrainingServices } from './trainingServices';

/** The services of the program: the network and one object a feature. None starts anything before its first use. */
export class Services {
  readonly network: Network;
  readonly prompts: PromptRuns;
  /** What can be undone, of prompts and of models. */
  readonly undoRuns: UndoRuns;
  /** What the user changes of models. */
  readonly changes: ModelChanges;
  /** Example images of Civitai. */
  readonly images: ImageServices;
  /** All that creators have on Civitai, and the logs of it. */
  readonly creators: CreatorServices;
  private opening: Promise<ModelServices> | undefined;
  private pictures: Pictures | undefined;
  private opened: Downloads | undefined;
  private galleries: GalleryServices | undefined;

  constructor(
    private readonly foundation: Foundation,
    private readonly options: {
      readonly network: NetworkOptions;
      readonly models: ModelSettings;
      /** Bytes that what can be undone may take; 0 for no limit. Asked at each use. */
      readonly undoLimit: () => number;
      /** What becomes of a folder of deleted files that are not brought back: the system's trash; by default it is removed. */
      readonly disposeHeld?: (holding: string) => Promise<void>;
      /** How many questions at a time find out the models of images; asked at each batch. */
      readonly imageMeta?: () => number;
    },
  ) {
    const { log, clock, workerFolder, texts, dataFolder } = foundation;
    this.network = new Network(options.network, workerFolder);
    this.undoRuns = new UndoRuns(join(dataFolder, 'undo'), { clock, dispose: options.disposeHeld });
    this.changes = new ModelChanges({ undoRuns: this.undoRuns, undoLimit: options.undoLimit, clock });
    this.images = new ImageServices({
      civitai: this.network.civitai,
      recorder: (subject) => this.changes.recorder('images', subject),
      pictures: () => (this.pictures ??= new Pictures({ workerFolder, texts })),
      metaAtOnce: options.imageMeta ?? (() => 1),
      clock,
    });
    this.creators = new CreatorServices({
      civitai: this.network.civitai,
      models: () => this.models(),
      downloadVersion: (id, how) => this.downloadVersion(id, how),
      fetchImage: this.images.fetch,
      recorder: (subject) => this.changes.recorder('images', subject),
      clock,
    });
    this.prompts = new PromptRuns({
      workerFolder,
      texts,
      undoRuns: this.undoRuns,
      undoLimit: options.undoLimit,
      loraOf: async (folder) => {
        const { scanner } = await this.models();
        return folderLora(folder, (path) => scanner.header(path));
      },
      log,
      clock,
    });
  }

  /** Downloads a file of a model version into a folder. @throws Problem as `downloadVersion` does */
  async downloadVersion(versionId: number, options: VersionDownloadOptions): Promise<DownloadedModel> {
    const { annotator, fileIndex, hasher } = await this.models();
    return downloadVersion(versionId, options, {
      civitai: this.network.civitai,
      sha256Of: (path) => sha256Of(path, { fileIndex, hasher }),
      remember: async (path, sha256) => {
        fileIndex.set(await statModel(path), { sha256 });
        await fileIndex.flush();
      },
      annotate: async (path, id) => {
        await annotator.link(path, { versionId: id }, { signal: options.signal, force: true });
      },
    });
  }

  /** The downloads of this user, which run from the first call on, by the settings that it is given. */
  downloads(settings: DownloadSettings): Downloads {
    this.opened ??= openDownloads(this.foundation, this, settings);
    return this.opened;
  }

  /**
   * Writes infotexts into pictures, as one change that can be undone.
   * @param pictures absolute paths
   * @param options.subject what the change is called by
   * @throws Problem `undo_full` where the user lets no old run go
   */
  async embedInfotexts(
    pictures: readonly string[],
    options: EmbedRunOptions & { readonly subject: string; readonly askForRoom: AskForRoom },
  ): Promise<EmbeddedPicture[]> {
    await this.changes.makeRoomForFiles(pictures, options.askForRoom);
    const undo = this.changes.recorder('embed', options.subject);
    return embedRun(pictures, { undo, infotextOf: storedInfotext }, options);
  }

  /** What pictures were made with, as `readImageInfos` reads it. */
  imageInfos(paths: readonly string[], signal: AbortSignal): Promise<readonly FoundInfo[]> {
    const { workerFolder, texts } = this.foundation;
    return readImageInfos(paths, { workerFolder, texts, signal });
  }

  /**
   * Saves what is known of pictures, as one change that can be undone.
   * @param pictures absolute paths
   * @param options.subject what the change is called by
   * @returns what is to be told of them
   * @throws Problem as `saveAllKnownMetadata` does; `undo_full` where the user lets no old run go
   */
  async saveImageMetadata(
    pictures: readonly string[],
    format: MetadataFormat,
    options: { readonly subject: string; readonly askForRoom: AskForRoom; readonly signal: AbortSignal },
  ): Promise<readonly string[]> {
    await this.changes.makeRoomForFiles(pictures, options.askForRoom);
    const undo = this.changes.recorder('embed', options.subject);
    return saveAllKnownMetadata(pictures, format, undo, options.signal);
  }

  /** What galleries stand on, from the first one on. */
  gallery(): GalleryServices {
    this.galleries ??= new GalleryServices(this.foundation);
    return this.galleries;
  }

  /** The services of models, opened when they are first asked for. */
  models(): Promise<ModelServices> {
    this.opening ??= openModelServices(this.foundation, this.network, this.options.models, this.changes);
    return this.opening;
  }

  /**
   * The trainings of this user. They hold nothing open: a training outlives the program.
   * @param jobsFolder absolute; by default in the user data
   */
  training(jobsFolder?: string): TrainingServices {
    return openTrainingServices(this.foundation, jobsFolder);
  }

  /**
   * Replaces what depends on settings that changed, and nothing else: what runs goes on.
   * @param affects whether the change concerns a setting, or one of a group
   * @returns when what was replaced has ended
   */
  async settingsChanged(affects: (setting: string) => boolean): Promise<void> {
    const replaced = replacedBy(affects);
    const { hashWorkers, cacheEnabled } = this.options.models;
    const replacing = replaced.has('network') ? this.network.replace() : undefined;
    const models = await this.opening;
    if (replaced.has('hash workers')) models?.hasher.resize(hashWorkers());
    if (replaced.has('cache')) {
      models?.sidecarIndex.setPersistent(cacheEnabled());
      await models?.fileIndex.setPersistent(cacheEnabled());
    }
    await replacing;
  }

  /** Writes what is still to be written and ends threads and connections. */
  async close(): Promise<void> {
    // What runs is written down as what goes on later, before the connections under it end.
    await this.opened?.runner.close();
    const models = this.opening?.then((opened) => opened.close());
    await Promise.all([
      models,
      this.network.close(),
      this.prompts.close(),
      this.pictures?.close(),
      this.galleries?.close(),
    ]);
  }
}

/** The infotext that a record has, else one of what Civitai says in it. */
const storedInfotext: InfotextOf = (metadata) => {
  const stored = [metadata.infotext, metadata.parameters].find((text) => typeof text === 'string');
  return stored ?? infotextOf(mergedInfo(metadata.meta, undefined), metadata.meta)?.text;
};
