import { renameNew } from '../files/renameNew';
import { syncFile } from '../files/syncFile';
import { removeImageRecord, writeImageRecord, writeNewImageRecord, type ImageRecord } from './imageRecord';

/**
 * Whether a file that a power failure cut off is shorter than it was: the file systems of Linux give a file its length
 * when the bytes are there. NTFS may leave zeros in their place.
 */
const LENGTH_TELLS = process.platform === 'linux';

/**
 * Gives an image that came its name. One with a record is not forced to the disk, which would take most of the time: its
 * record, which is there first, tells how long it is to be, and `wasCutOff` finds one that is not.
 * @param part absolute path of the file that came
 * @param record what is kept beside it; undefined: nothing
 * @param isSafe it is on the disk already
 * @throws Problem `changed_meanwhile` where a file of that name has come to be there; of writing
 */
export async function nameImage(
  part: string,
  target: string,
  record: ImageRecord | undefined,
  isSafe: boolean,
): Promise<void> {
  const isNoted = record !== undefined && LENGTH_TELLS && (await writeNewImageRecord(target, record));
  try {
    if (!isNoted && !isSafe) await syncFile(part);
    await renameNew(part, target);
  } catch (error) {
    if (isNoted) await removeImageRecord(target, record);
    throw error;
  }
  if (record && !isNoted) await writeImageRecord(target, record);
}
