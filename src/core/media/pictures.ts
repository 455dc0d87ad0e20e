import * as l10n from '@vscode/l10n';
import { join } from 'node:path';
import { Problem } from '../problem/problem';
import { WorkerPool, type WorkerOptions } from '../threads/workerPool';
import { notAPicture } from './notAPicture';
import type { PictureBox, PictureRequest, PreviewPicture } from './pictureWorker';
import type { SharpBuild } from './sharpBuild';

/** Two pictures at a time: one thread leaves cores idle while it waits for its next one; decoded pictures are large. */
const THREADS = 2;

/** Turns downloaded pictures into previews, off the calling thread. */
export class Pictures {
  private readonly pool: WorkerPool<PictureRequest, PreviewPicture>;

  /** @param options.builds the builds of `sharp` to try; by default those that are safe in this program */
  constructor(private readonly options: WorkerOptions & { readonly builds?: readonly SharpBuild[] }) {
    this.pool = new WorkerPool(join(options.workerFolder, 'pictureWorker.js'), THREADS, options);
  }

  /**
   * A small JPEG of a picture of any format; the picture as it came where no build of `sharp` can be loaded.
   * @param box what it is to fit into; by default what suits a preview
   * @throws Problem `bad_answer` for bytes that are no picture or that crash the worker
   */
  async preview(bytes: Uint8Array, box?: PictureBox): Promise<PreviewPicture> {
    try {
      return await this.pool.run({ bytes, box, builds: this.options.builds });
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
