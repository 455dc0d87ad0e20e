import type { Pictures } from '../../../core/media/pictures';
import type { WorkerOptions } from '../../../core/threads/workerPool';

/** The thread that makes small pictures: started when the first one is asked for. */
export class LazyPictures {
  private pictures: Promise<Pictures> | undefined;

  constructor(private readonly workers: WorkerOptions) {}

  get(): Promise<Pictures> {
    this.pictures ??= import('../../../core/media/pictures').then(
      ({ Pictures }) => new Pictures(this.workers),
    );
    return this.pictures;
  }

  dispose(): void {
    void this.pictures?.then((pictures) => pictures.close());
  }
}
