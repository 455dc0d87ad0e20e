import { statSync, type Stats } from 'node:fs';
import { extname } from 'node:path';
import { walkFolders } from '../../files/walk';
import { RECORD_ENDING } from '../../images/imageRecord';

/** Pictures and videos by their names, also those that nothing here decodes: these say so. */
const ENDINGS: ReadonlySet<string> = new Set([
  '.png', '.apng', '.jpg', '.jpeg', '.jfif', '.webp', '.gif', '.avif', '.bmp', '.tif', '.tiff', '.jxl', '.heic', '.heif', '.mp4', '.webm',
]); // prettier-ignore

export const isGalleryFile = (name: string): boolean => ENDINGS.has(extname(name).toLowerCase());

/** A picture or video on the disk. */
export interface FoundPicture {
  /** With a separator at the end. */
  readonly folder: string;
  readonly name: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** Size and time of the record beside it; undefined where there is none. */
  readonly record: string | undefined;
}

/** So many are asked of the system before others have their turn. */
const STATS_AT_ONCE = 200;

/** Size and time of a record, by which it is told from a later one. */
const stampOf = (stats: Pick<Stats, 'size' | 'mtimeMs'> | undefined): string | undefined =>
  stats && `${stats.size}:${stats.mtimeMs}`;

/**
 * Finds the pictures in a folder and below, without those that no walk enters, some at a time.
 * @param folder absolute
 * @param onUnreadable called with a folder whose pictures are not known
 */
export function* findPictures(
  folder: string,
  onUnreadable: (path: string) => void,
): Generator<readonly FoundPicture[], void, void> {
  for (const { prefix, files, others } of walkFolders([folder], { onUnreadable })) {
    const names = new Set(files);
    let found: FoundPicture[] = [];
    // A link to a picture is one as well.
    for (const name of [...files, ...others]) {
      if (!isGalleryFile(name)) continue;
      const picture = statPicture(prefix, name, names.has(name + RECORD_ENDING));
      if (picture) found.push(picture);
      if (found.length < STATS_AT_ONCE) continue;
      yield found;
      found = [];
    }
    yield found;
  }
}

/** @returns undefined where there is no such file */
export function statPicture(folder: string, name: string, mayHaveRecord = true): FoundPicture | undefined {
  const path = folder + name;
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats?.isFile()) return undefined;
    const record = mayHaveRecord ? statSync(path + RECORD_ENDING, { throwIfNoEntry: false }) : undefined;
    return { folder, name, size: stats.size, mtimeMs: stats.mtimeMs, record: stampOf(record) };
  } catch {
    return undefined;
  }
}
