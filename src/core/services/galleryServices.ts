import { join } from 'node:path';
import { Gallery } from '../gallery/gallery';
import { THUMBNAIL_BOUNDS, Thumbnails } from '../gallery/thumbnails/thumbnails';
import { PictureCache } from '../media/pictureCache';
import { Pictures } from '../media/pictures';
import type { Foundation } from './foundation';

/** Thumbnails are drawn on so many threads: one would leave a core idle while it reads. */
const THREADS = 2;

/** What galleries stand on: the index on a thread of its own, and the threads that draw thumbnails. */
export class GalleryServices {
  readonly gallery: Gallery;
  /** Absolute path of the folder of thumbnails, which pages of galleries may read. */
  readonly thumbnailFolder: string;
  private readonly cache: PictureCache;
  private drawing: Pictures | undefined;

  constructor(private readonly foundation: Foundation) {
    const { workerFolder, texts, cacheFolder } = foundation;
    this.gallery = new Gallery({ workerFolder, texts, cacheFolder: join(cacheFolder, 'gallery') });
    this.thumbnailFolder = join(cacheFolder, 'gallery-thumbnails');
    this.cache = new PictureCache(this.thumbnailFolder, THUMBNAIL_BOUNDS);
  }

  /** The thumbnails of one page. */
  thumbnails(): Thumbnails {
    return new Thumbnails({ cache: this.cache, pictures: () => Promise.resolve(this.pictures()) });
  }

  /** The threads that draw small pictures, started with the first one. */
  pictures(): Pictures {
    const { workerFolder, texts } = this.foundation;
    this.drawing ??= new Pictures({ workerFolder, texts, threads: THREADS });
    return this.drawing;
  }

  /** Ends the threads; what was read so far is kept. */
  async close(): Promise<void> {
    await Promise.all([this.gallery.close(), this.drawing?.close()]);
  }
}
