import { open, readFile, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import pLimit from 'p-limit';
import type { CivitaiClient } from '../civitai/client';
import type { CivitaiImage } from '../civitai/imageSchemas';
import { requireRoom } from '../files/freeSpace';
import { describeImage } from '../images/describeImage';
import { downloadImages, type ImageRun } from '../images/downloadImages';
import type { ImageBatch } from '../images/imageBatch';
import { ImageIndex } from '../images/imageIndex';
import { writeImageRecord, type ImageModel } from '../images/imageRecord';
import { saveImageMetadata } from '../images/saveMetadata';
import { isVideoName } from '../images/imageEnding';
import { savePoster } from '../images/poster';
import { makeThumbnail } from '../images/thumbnail';
import type { Pictures } from '../media/pictures';
import { toProblem } from '../problem/toProblem';
import { ImageSaver, type AfterSave, type FetchFile } from '../images/imageSaver';
import type { ImageSettings } from '../images/imageSettings';
import type { ImageTask } from '../images/imageTask';
import { PathTemplate } from '../images/pathTemplate';
import { noRoomText } from '../media/embed/noRoomText';
import { FORMAT_BYTES } from '../media/pictureFormat';
import type { UndoRecorder } from '../undo/undoRecorder';

/** Example images of Civitai. */
export class ImageServices {
  constructor(
    private readonly deps: {
      /** Asked at each use, since a setting may replace it. */
      readonly civitai: () => CivitaiClient;
      /** Keeps what a run replaces. @param subject what the run is about */
      readonly recorder: (subject: string) => UndoRecorder;
      /** Started when a thumbnail is made. */
      readonly pictures: () => Pictures;
      /** How many questions at a time find out the models of images (S3-28): Civitai refuses many of this kind. */
      readonly metaAtOnce: () => number;
      readonly clock: () => Date;
    },
  ) {}

  /**
   * Downloads the images of a batch into their places.
   * @throws Problem `bad_input` where the template leads nowhere; what fails later is in the result
   */
  async download(
    batch: ImageBatch,
    settings: ImageSettings,
    how: { readonly onTask: (task: ImageTask) => void; readonly signal?: AbortSignal | undefined },
  ): Promise<ImageRun> {
    const { civitai, recorder, clock } = this.deps;
    const { folder, skipExisting, duplicates, minFreeBytes } = settings;
    const template = new PathTemplate(settings.template);
    const index = await ImageIndex.read(folder, how.signal);
    const undo = recorder(basename(folder));
    const saver = new ImageSaver(
      {
        fetch: this.fetch,
        index,
        hold: async (path, by) => {
          await undo.keep(path, await readFile(path), by === undefined ? undefined : await readFile(by));
          await rm(path);
        },
        after: this.after(settings),
        ...(settings.metadata !== undefined && { finish: this.after(settings, undo) }),
        clock,
      },
      { folder, template, skipExisting, duplicates },
    );
    const needsModel = template.uses('model_id', 'model_name', 'version_id', 'version_name');
    return downloadImages(
      {
        client: civitai,
        saver,
        room: () => requireRoom(folder, 0, minFreeBytes),
        ...(needsModel && { modelOf: modelFinder(civitai, this.deps.metaAtOnce()) }),
      },
      batch,
      { ...settings, ...how },
    );
  }

  /**
   * What is made of an image once it is in its place.
   * @param undo keeps what it replaces, where the picture may be the user's
   */
  private after({ metadata, thumbnail }: ImageSettings, undo?: UndoRecorder): AfterSave {
    return async (picture, record) => {
      const notes: string[] = [];
      if (isVideoName(picture) && record.url !== undefined) {
        // Not every video has one.
        await savePoster(picture, record.url, this.fetch).catch(() => undefined);
      } else if (thumbnail) {
        // The picture is there: one that cannot be drawn small is told, and hinders nothing.
        try {
          await makeThumbnail(picture, thumbnail, this.deps.pictures());
        } catch (error) {
          notes.push(toProblem(error, basename(picture)).message);
        }
      }
      if (metadata === undefined) return { notes };
      const { known, notes: told } = await describeImage(picture, record.meta);
      const described = { ...record, ...known };
      if (metadata !== 'json') {
        notes.push(...told);
        try {
          const { doesNotFit } = await saveImageMetadata(
            picture,
            { json: described, infotext: known.infotext },
            metadata,
            { undo },
          );
          if (doesNotFit) notes.push(`${basename(picture)}: ${noRoomText(doesNotFit)}`);
        } catch (error) {
          notes.push(toProblem(error, basename(picture)).message);
        }
      }
      // Last of all: a picture without it is taken for one that a killed download has left.
      const metadataPath = await writeImageRecord(picture, described);
      return { metadataPath, notes };
    };
  }

  /** Downloads an image from its address. */
  readonly fetch: FetchFile = async (url, target, { signal, onProgress, before, place }) => {
    await this.deps.civitai().files.image(url, {
      target,
      signal,
      onProgress: (bytes, total) => onProgress(total ? bytes / total : 0),
      ...(before && { before }),
      place: async (part) => place({ ...part, head: await beginningOf(part.path) }),
    });
  };
}

/** Finds the models that images show, each asked for once. */
function modelFinder(civitai: () => Pick<CivitaiClient, 'version'>, atOnce: number) {
  const turns = pLimit(atOnce);
  const known = new Map<number, Promise<ImageModel>>();
  return ({ modelVersionIds }: CivitaiImage, signal?: AbortSignal): Promise<ImageModel> => {
    const [versionId] = modelVersionIds ?? [];
    if (versionId === undefined) return Promise.resolve({});
    const asked =
      known.get(versionId) ??
      turns(async (): Promise<ImageModel> => {
        const version = await civitai().version(versionId, signal);
        return {
          versionId,
          modelId: version?.modelId,
          modelName: version?.model?.name,
          versionName: version?.name,
          baseModel: version?.baseModel,
        };
      });
    known.set(versionId, asked);
    asked.catch(() => known.delete(versionId));
    return asked;
  };
}

async function beginningOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(FORMAT_BYTES), 0, FORMAT_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
