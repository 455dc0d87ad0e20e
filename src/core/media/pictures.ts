import * as l10n from '@vscode/l10n';
import { basename, join } from 'node:path';
import { Problem } from '../problem/problem';
import { WorkerPool, type WorkerOptions } from '../threads/workerPool';
import { notAPicture } from './notAPicture';
import type { PictureBox, PictureRequest, PreviewPicture } from './pictureWorker';
import type { SharpBuild } from './sharpBuild';

/** Two pictures at a time: one thread leaves cores idle while it waits for its next one; decoded pictures are large. */
const THREADS = 2;

/** Makes small pictures, off the calling thread. */
export class Pictures {
  private readonly pool: WorkerPool<PictureRequest, PreviewPicture>;

  /**
   * @param options.builds the builds of `sharp` to try; by default those that are safe in this program
   * @param options.threads how many pictures are made at a time
   */
  constructor(
    private readonly options: WorkerOptions & {
      readonly builds?: readonly SharpBuild[];
      readonly threads?: number;
    },
  ) {
    const { workerFolder, threads = THREADS } = options;
    this.pool = new WorkerPool(join(workerFolder, 'pictureWorker.js'), threads, options);
  }

  /**
   * A small JPEG of a picture file, which is read by the thread: its first frame, upright, in sRGB.
   * @param path absolute
   * @param box what it is to fit into; by default what suits a preview
   * @throws Problem that says why there is none, also where it crashes the worker
   */
  async small(path: string, box?: PictureBox): Promise<PreviewPicture> {
    try {
      return await this.pool.run({ picture: path, box, builds: this.options.builds });
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Problem(
        'unreadable',
        l10n.t('{0} cannot be decoded here.', basename(path)),
        l10n.t('Open it with another program, or save it as PNG, JPEG or WebP.'),
        { cause: error },
      );
    }
  }

  /**
   * A small JPEG of a downloaded picture of any format; the picture as it came where no build of `sharp` can be loaded.
   * @param box what it is to fit into; by default what suits a preview
   * @throws Problem `bad_answer` for bytes that are no picture or that crash the worker
   */
  async preview(bytes: Uint8Array, box?: PictureBox): Promise<PreviewPicture> {
    try {
      return await this.pool.run({ picture: bytes, box, builds: this.options.builds });
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw notAPicture(error instanceof Error ? error.message : l10n.t('worker failed'));
    }
  }

  /** Ends the threads; pictures under way are rejected. */
  close(): Promise<void> {
    return this.pool.close();
  }
}
