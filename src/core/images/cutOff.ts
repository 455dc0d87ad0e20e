import { stat } from 'node:fs/promises';
import { recordPath, type ImageRecord } from './imageRecord';

/**
 * Whether a picture was cut off when the power failed right after it came: it is shorter than its record says, and has not
 * been written since. One that the user has made smaller is none.
 * @param picture absolute path
 * @param record what is read beside it; undefined where that cannot be read
 */
export async function wasCutOff(picture: string, record: ImageRecord | undefined): Promise<boolean> {
  if (!record) return sizeOf(recordPath(picture)).then((size) => size === 0);
  const found = await stat(picture).catch(() => undefined);
  if (!found || record.file === undefined) return false;
  // A record has whole milliseconds.
  const isAsItCame = Math.floor(found.mtimeMs) <= Date.parse(record.downloadedAt ?? '');
  return found.size < record.file.bytes && isAsItCame;
}

const sizeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
