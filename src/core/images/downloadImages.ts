import pLimit from 'p-limit';
import type { NsfwLevel } from '../civitai/nsfwLevel';
import { isUnreachable } from '../problem/codes';
import type { Problem } from '../problem/problem';
import { toProblem } from '../problem/toProblem';
import { batchImages, type BatchImage, type ImageBatch, type ImageClient } from './imageBatch';
import { imageKey, type ImageModel } from './imageRecord';
import type { ImageSaver } from './imageSaver';
import type { ImageTask } from './imageTask';

export interface ImageRunDeps {
  /** Asked at each request, since a setting may replace it. */
  readonly client: () => ImageClient;
  readonly saver: ImageSaver;
  /** Fills in the model of an image that was listed without one; absent where no path needs it. */
  readonly modelOf?: (image: BatchImage['image'], signal?: AbortSignal) => Promise<ImageModel>;
  /** @throws Problem `disk_full` where there is too little room for more */
  readonly room: () => Promise<void>;
}

export interface ImageRunOptions {
  /** Undefined: all levels. */
  readonly levels?: readonly NsfwLevel[] | undefined;
  /** How many at most; 0 for all; by default what is usual for the batch. */
  readonly limit?: number | undefined;
  /** How many are downloaded at a time. */
  readonly concurrency: number;
  /** Told each change of each image. */
  readonly onTask: (task: ImageTask) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What became of a batch. */
export interface ImageRun {
  readonly completed: number;
  readonly skipped: number;
  readonly failed: number;
  /** Why the list ended before its end, or the rest was not tried; those that came are in their places. */
  readonly problem?: Problem;
}

/** Listed images that wait for their download: the list is not asked further ahead than this. */
const AHEAD = 3;

/** Downloads the images of a batch. One that fails does not hinder the others; a full disk or no network ends the run. */
export async function downloadImages(
  { client, saver, modelOf, room }: ImageRunDeps,
  batch: ImageBatch,
  { levels, limit, concurrency, onTask, signal }: ImageRunOptions,
): Promise<ImageRun> {
  const counts = { completed: 0, skipped: 0, failed: 0 };
  const turns = pLimit(concurrency);
  const underWay = new Set<Promise<void>>();
  let problem: Problem | undefined;

  const save = async ({ image, model: listed }: BatchImage): Promise<void> => {
    const start: ImageTask = {
      id: imageKey(image) ?? '',
      image,
      model: listed,
      state: 'pending',
      progress: 0,
      notes: [],
    };
    onTask(start);
    await turns(async () => {
      let task = start;
      const tell = (change: Partial<ImageTask>) => onTask((task = { ...task, ...change }));
      try {
        if (problem || signal?.aborted) {
          tell({ state: 'canceled' });
          return;
        }
        await room();
        const model = modelOf && listed.modelId === undefined ? await modelOf(image, signal) : listed;
        tell({ state: 'downloading', model });
        const { state, path, metadataPath, notes } = await saver.save(image, model, {
          signal,
          onProgress: (progress) => tell({ progress }),
        });
        counts[state]++;
        tell({
          state,
          progress: 1,
          imagePath: path,
          ...(metadataPath !== undefined && { metadataPath }),
          notes,
        });
      } catch (error) {
        const found = toProblem(error, start.id);
        if (signal?.aborted) {
          tell({ state: 'canceled' });
          return;
        }
        counts.failed++;
        // The next one would meet these, too; a time-out or a wrong answer may be of this one alone.
        if (isUnreachable(found) || found.code === 'disk_full') problem ??= found;
        const { code, message, advice } = found;
        tell({ state: 'failed', error: { code, message, advice } });
      }
    });
  };

  try {
    for await (const each of batchImages(client, batch, { levels, limit, signal })) {
      while (underWay.size >= concurrency * AHEAD) await Promise.race(underWay);
      if (problem || signal?.aborted) break;
      const saving = save(each).finally(() => underWay.delete(saving));
      underWay.add(saving);
    }
  } catch (error) {
    problem ??= toProblem(error, 'Civitai');
  }
  await Promise.all(underWay);
  return { ...counts, ...(problem && { problem }) };
}
