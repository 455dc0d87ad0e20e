import { basename } from 'node:path';
import { noRoomText } from '../media/embed/noRoomText';
import { toProblem } from '../problem/toProblem';
import type { UndoRecorder } from '../undo/undoRecorder';
import { describeImage } from './describeImage';
import { readImageRecord } from './imageRecord';
import { readImageInfo } from './info/readImageInfo';
import type { MetadataFormat } from './metadataFormat';
import { saveImageMetadata } from './saveMetadata';

/**
 * Saves what is known of pictures. Where there are several, one that fails does not hinder the others.
 * @param pictures absolute paths
 * @param undo of all of them, as one change
 * @returns what is to be told of them, in this order
 * @throws Problem as for a single one, where there is no other
 */
export async function saveAllKnownMetadata(
  pictures: readonly string[],
  format: MetadataFormat,
  undo: Pick<UndoRecorder, 'keep'>,
  signal?: AbortSignal,
): Promise<string[]> {
  const notes: string[] = [];
  for (const picture of pictures) {
    signal?.throwIfAborted();
    try {
      notes.push(...(await saveKnownMetadata(picture, format, undo)).notes);
    } catch (error) {
      if (pictures.length === 1) throw error;
      notes.push(toProblem(error, basename(picture)).message);
    }
  }
  return notes;
}

/**
 * Saves what is known of a picture that lies somewhere: by its record, where it was downloaded, and by its own file.
 * @param picture absolute path
 * @returns the file that has it now, and what is to be told of it
 * @throws Problem as `saveImageMetadata` and `readImageInfo` do
 */
export async function saveKnownMetadata(
  picture: string,
  format: MetadataFormat,
  undo: Pick<UndoRecorder, 'keep'>,
): Promise<{ readonly path: string; readonly notes: readonly string[] }> {
  const record = await readImageRecord(picture);
  // Without a record, a file that cannot be read leaves nothing to save.
  if (!record) await readImageInfo(picture);
  const { known, notes } = await describeImage(picture, record?.meta);
  const metadata = { json: { ...record, ...known }, infotext: known.infotext };
  const { path, doesNotFit } = await saveImageMetadata(picture, metadata, format, { undo });
  const told = format === 'json' ? [] : notes;
  return { path, notes: doesNotFit ? [...told, `${basename(picture)}: ${noRoomText(doesNotFit)}`] : told };
}
