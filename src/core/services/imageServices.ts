import * as l10n from '@vscode/l10n';
import { open, readFile, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import pLimit from 'p-limit';
import type { CivitaiClient } from '../civitai/client';
import type { CivitaiImage } from '../civitai/imageSchemas';
import { withFileLock } from '../files/lock';
import { RoomMeter } from '../files/roomMeter';
import { describeImage } from '../images/describeImage';
import { downloadImages, type ImageRun } from '../images/downloadImages';
import type { ImageBatch } from '../images/imageBatch';
import { ImageIndex } from '../images/imageIndex';
import { recordPath, writeImageRecord, type ImageModel } from '../images/imageRecord';
import { saveImageMetadata } from '../images/saveMetadata';
import { isVideoName } from '../images/imageEnding';
import { savePoster } from '../images/poster';
import { makeThumbnail } from '../images/thumbnail';
import type { Pictures } from '../media/pictures';
import { Problem } from '../problem/problem';
import { toProblem } from '../problem/toProblem';
import {
  ImageSaver,
  type AfterSave,
  type Describe,
  type FetchFile,
  type SaverDeps,
} from '../images/imageSaver';
import type { ImageSettings } from '../images/imageSettings';
import type { ImageTask } from '../images/imageTask';
import { PathTemplate } from '../images/pathTemplate';
import { noRoomText } from '../media/embed/noRoomText';
import { FORMAT_BYTES } from '../media/pictureFormat';
import type { UndoRecorder } from '../undo/undoRecorder';

/** An image is said to be so large before it comes, where the room for it is asked. */
const USUAL_BYTES = 4 * 2 ** 20;

export interface DownloadImagesHow {
  readonly onTask: (task: ImageTask) => void;
  /** Why nothing comes for now; undefined once it goes on. */
  readonly onWait?: ((why: Problem | undefined) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

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
   * Downloads the images of a batch into their places. While another process downloads into the folder it is waited for,
   * so that no image comes twice.
   * @throws Problem `bad_input` where the template leads nowhere; what fails later is in the result
   */
  download(batch: ImageBatch, settings: ImageSettings, how: DownloadImagesHow): Promise<ImageRun> {
    const { folder } = settings;
    const wait = { isTold: false };
    const work = () => {
      if (wait.isTold) how.onWait?.(undefined);
      return this.downloadAlone(batch, settings, how);
    };
    const onHeld = () => {
      wait.isTold = true;
      how.onWait?.(heldElsewhere(basename(folder)));
    };
    return withFileLock(`${folder}.images`, work, { signal: how.signal, onHeld, isPatient: true });
  }

  private async downloadAlone(
    batch: ImageBatch,
    settings: ImageSettings,
    how: DownloadImagesHow,
  ): Promise<ImageRun> {
    const { civitai, recorder, clock } = this.deps;
    const { folder, skipExisting, duplicates, minFreeBytes } = settings;
    const template = new PathTemplate(settings.template);
    const index = await ImageIndex.read(folder, how.signal);
    const undo = recorder(basename(folder));
    const room = new RoomMeter(() => minFreeBytes);
    const saver = new ImageSaver(
      {
        fetch: this.fetch,
        index,
        hold: async (path, by) => {
          await undo.keep(path, await readFile(path), by === undefined ? undefined : await readFile(by));
          await rm(path);
        },
        ...(settings.metadata !== undefined && { describe: describeBy(settings) }),
        after: this.after(settings),
        ...(settings.metadata !== undefined && { finish: this.finish(settings, undo) }),
        clock,
      },
      { folder, template, skipExisting, duplicates },
    );
    const needsModel = template.uses('model_id', 'model_name', 'version_id', 'version_name');
    return downloadImages(
      {
        client: civitai,
        saver,
        room: () => room.require(folder, 0, USUAL_BYTES),
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
    return async (picture, record, described) => {
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
      if (metadata === undefined || !described) return { notes };
      const metadataPath = recordPath(picture);
      if (metadata !== 'json') {
        notes.push(...described.notes);
        try {
          const { infotext } = described.record;
          const { doesNotFit } = await saveImageMetadata(
            picture,
            { json: described.record, infotext },
            metadata,
            { undo },
          );
          if (doesNotFit) notes.push(`${basename(picture)}: ${noRoomText(doesNotFit)}`);
        } catch (error) {
          notes.push(toProblem(error, basename(picture)).message);
        }
      }
      // Last of all: a picture without it is taken for one that a killed download has left.
      if (described.isRecordLast) await writeImageRecord(picture, described.record);
      return { metadataPath, notes };
    };
  }

  /** What is missing of an image that is there without a record. */
  private finish(settings: ImageSettings, undo: UndoRecorder): NonNullable<SaverDeps['finish']> {
    const [describe, after] = [describeBy(settings), this.after(settings, undo)];
    return async (picture, record) => {
      const described = await describe({ path: picture }, picture, record);
      return after(picture, record, { ...described, isRecordLast: true });
    };
  }

  /** Downloads an image from its address. */
  readonly fetch: FetchFile = async (url, target, { signal, onProgress, place }) => {
    await this.deps.civitai().files.image(url, {
      target,
      signal,
      onProgress: (bytes, total) => onProgress(total ? bytes / total : 0),
      place: async (part) =>
        place({
          ...part,
          head: await (part.content?.read(0, FORMAT_BYTES) ?? beginningOf(part.path)),
        }),
    });
  };
}

const heldElsewhere = (folder: string) =>
  new Problem(
    'locked',
    l10n.t('Another window or command downloads images into {0}.', folder),
    l10n.t('Wait until it is done, then try again.'),
  );

/** Joins what Civitai says of an image with what its file says. */
const describeBy =
  ({ metadata, thumbnail }: ImageSettings): Describe =>
  async ({ path, content }, picture, record) => {
    const { known, notes } = await describeImage(picture, record.meta, content ?? path);
    const isRecordLast = metadata !== 'json' || thumbnail !== undefined;
    return { record: { ...record, ...known }, notes, isRecordLast };
  };

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
