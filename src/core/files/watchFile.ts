import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import pLimit from 'p-limit';

/** Network disks tell nothing, and some systems tell late: the file is also looked at this often. */
const POLL_MS = 1000;

/**
 * Tells when a file appears, changes or is replaced by another; at first, once it is found to be there. Its folder is
 * watched, since a watched file that is replaced is heard of no more; the folder may be missing until later.
 * @param path absolute
 * @returns stops it: nothing is told afterwards
 */
export function watchFile(path: string, onChange: () => void, pollMs = POLL_MS): () => void {
  let watcher: FSWatcher | undefined;
  let known: string | undefined;
  let isStopped = false;
  const looking = pLimit(1);

  const look = (): void => {
    // Who waits for its turn will see what is new.
    if (looking.pendingCount > 0) return;
    void looking(async () => {
      watcher ??= watchFolder();
      const found = await stampOf(path);
      if (isStopped) return;
      const isChanged = found !== undefined && found !== known;
      known = found;
      if (isChanged) onChange();
    });
  };

  /** Undefined where the folder is not there, or the system has no watcher left: looking now and then has to do. */
  const watchFolder = (): FSWatcher | undefined => {
    if (isStopped) return undefined;
    try {
      const made = watch(dirname(path), (_event, name) => {
        if (name === null || name === basename(path)) look();
      });
      made.on('error', () => {
        made.close();
        watcher = undefined;
      });
      return made;
    } catch {
      return undefined;
    }
  };

  const timer = setInterval(look, pollMs);
  look();
  return () => {
    isStopped = true;
    clearInterval(timer);
    watcher?.close();
  };
}

async function stampOf(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found && [found.dev, found.ino, found.size, found.mtimeNs].join(' ');
}
