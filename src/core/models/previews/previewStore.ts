import { basename, dirname, join } from 'node:path';
import pLimit from 'p-limit';
import type { CivitaiClient } from '../../civitai/client';
import type { ModelVersion } from '../../civitai/schemas';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import type { Log } from '../../log';
import type { UndoRecorder } from '../../undo/undoRecorder';
import type { Pictures } from '../../media/pictures';
import { isShowable, localPicture } from '../sidecar/foreign/pictures';
import { safePreviewPath } from '../sidecar/previewPath';
import { readSidecar, updateSidecar } from '../sidecar/store';
import { choosePreviews, previewUrl } from './choosePreview';
import { savePreview } from './savePreview';

/** Small previews have tens of kilobytes, but an address of another form gives the original. */
const MAX_PREVIEW_BYTES = 64 * 1024 * 1024;
/** Pictures of a version that are asked for before it goes without. */
const MAX_PICTURES_TRIED = 3;
/** Pictures come from another host than the metadata and have a limit of their own. */
const MAX_CONCURRENT = 4;

/** How a preview is downloaded. */
export interface EnsureOptions {
  readonly signal?: AbortSignal | undefined;
  /** Keeps what is replaced. */
  readonly undo?: UndoRecorder | undefined;
  /** Asks for a picture: a run gives up a host that sends none. */
  readonly ask?: <T>(question: () => Promise<T>) => Promise<T>;
}

/** Downloads preview pictures beside the models: `.previews/<model name>.jpg`. */
export class PreviewStore {
  private readonly limit = pLimit(MAX_CONCURRENT);
  /** Problems of hosts that were given up: each is told once. */
  private readonly told = new WeakSet<Problem>();

  constructor(
    private readonly deps: {
      /** Asked at each download, since a setting may replace it. */
      readonly civitai: () => Pick<CivitaiClient, 'picture'>;
      readonly pictures: Pick<Pictures, 'preview'>;
      /** Highest `nsfwLevel` that the user wants to see. */
      readonly maxNsfw: () => number;
      readonly log: Log;
      readonly clock: () => Date;
    },
  ) {}

  /**
   * Downloads the preview of a model unless it has one, or another tool's picture lies beside it. A failure is logged and leaves the model without a
   * preview; it never throws, since metadata is worth having without a picture.
   * @returns whether the model has a preview now
   */
  async ensure(modelPath: string, version: ModelVersion, options: EnsureOptions = {}): Promise<boolean> {
    return this.limit(async () => {
      try {
        return await this.download(modelPath, version, options);
      } catch (error) {
        const problem = toProblem(error, basename(modelPath));
        const isNew = !this.told.has(problem);
        this.told.add(problem);
        if (isNew && !options.signal?.aborted)
          this.deps.log.warn(`No preview for ${basename(modelPath)}: ${problem.message}`);
        return false;
      }
    });
  }

  private async download(modelPath: string, version: ModelVersion, options: EnsureOptions): Promise<boolean> {
    const { signal, undo } = options;
    signal?.throwIfAborted();
    const read = await readSidecar(modelPath);
    const sidecar = read.kind === 'ok' ? read.sidecar : undefined;
    const known = sidecar?.preview_path === undefined ? undefined : safePreviewPath(sidecar.preview_path);
    if (known !== undefined && (await isShowable(join(dirname(modelPath), known)))) return true;
    const beside = await localPicture(modelPath);
    if (beside !== undefined) {
      await updateSidecar(modelPath, () => ({ preview_path: beside }), { clock: this.deps.clock, undo });
      return true;
    }
    const picture = await this.firstPicture(version, options);
    if (!picture) return false;
    await savePreview(modelPath, picture, { clock: this.deps.clock, undo });
    return true;
  }

  /** The first picture of a version that can be had: the site keeps naming pictures that are gone. */
  private async firstPicture(
    version: ModelVersion,
    { signal, ask = (question) => question() }: EnsureOptions,
  ): Promise<Awaited<ReturnType<Pictures['preview']>> | undefined> {
    const urls = choosePreviews(version, this.deps.maxNsfw()).flatMap((image) => previewUrl(image) ?? []);
    const tried = urls.slice(0, MAX_PICTURES_TRIED);
    for (const [index, url] of tried.entries()) {
      try {
        const options = { ...(signal && { signal }), maxBytes: MAX_PREVIEW_BYTES };
        return await this.deps.pictures.preview(await ask(() => this.deps.civitai().picture(url, options)));
      } catch (error) {
        if (signal?.aborted || index === tried.length - 1 || !isOfOnePicture(error)) throw error;
      }
    }
    return undefined;
  }
}

/** Whether another picture of the version may be there though this one is not. */
function isOfOnePicture(error: unknown): boolean {
  return error instanceof Problem && (error.code === 'not_found' || error.code === 'bad_answer');
}
