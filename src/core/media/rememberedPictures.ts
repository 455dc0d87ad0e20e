import { stat } from 'node:fs/promises';
import { DatasetPictures } from './datasetPictures';
import type { Inspected } from './pictureFacts';

/** So many pictures are kept in mind; the oldest are forgotten. */
const MOST = 5000;

/** Reads each state of a picture only once: for a form, which asks again whenever one of them may have changed. */
export class RememberedPictures extends DatasetPictures {
  private readonly known = new Map<string, Inspected>();

  override async inspect(path: string, signal?: AbortSignal): Promise<Inspected> {
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    const key = found && [path, found.size, found.mtimeNs, found.ino].join('\0');
    const known = key === undefined ? undefined : this.known.get(key);
    if (known) return known;
    const inspected = await super.inspect(path, signal);
    if (key !== undefined) this.known.set(key, inspected);
    const oldest = this.known.keys().next();
    if (this.known.size > MOST && !oldest.done) this.known.delete(oldest.value);
    return inspected;
  }
}
