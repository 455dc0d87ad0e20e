import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { infotextOf } from './info/infotext/infotextOf';
import type { ImageInfo } from './info/imageInfo';
import { mergedInfo, valuesOf } from './info/mergedInfo';
import { readImageInfo } from './info/readImageInfo';
import { isVideoName } from './imageEnding';
import { noRoomText } from '../media/embed/noRoomText';
import type { UndoRecorder } from '../undo/undoRecorder';
import { readImageRecord } from './imageRecord';
import type { MetadataFormat } from './metadataFormat';
import { saveImageMetadata } from './saveMetadata';

/** What is known of an image by Civitai and by its file. */
export interface DescribedImage {
  readonly info: ImageInfo;
  /** As A1111 writes it; absent where nothing is known that could stand in it. */
  readonly infotext?: string;
  /** What is to be told of it. */
  readonly notes: readonly string[];
}

/**
 * Reads what an image was made with out of its file, and joins it with what Civitai says.
 * @param picture absolute path; of a video, nothing is read
 * @param meta the `meta` of Civitai's image API, of any type
 */
export async function describeImage(picture: string, meta: unknown): Promise<DescribedImage> {
  // A file that cannot be read says nothing: what Civitai says stays.
  const file = isVideoName(picture) ? undefined : await readImageInfo(picture).catch(() => undefined);
  const info = mergedInfo(meta, file);
  const made = infotextOf(info, meta);
  if (!made) return { info, notes: [] };
  return { info, infotext: made.text, notes: made.isReadBack ? [] : [tooLittle(picture)] };
}

/**
 * Saves what is known of a picture that lies somewhere: by its record, where it was downloaded, and by its own file.
 * @param picture absolute path
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
  const { info, infotext, notes } = await describeImage(picture, record?.meta);
  const json = { ...record, generation: { ...valuesOf(info), sources: info.sources }, ...(infotext !== undefined && { infotext }) }; // prettier-ignore
  const { path, doesNotFit } = await saveImageMetadata(picture, { json, infotext }, format, { undo });
  const told = format === 'json' ? [] : notes;
  return { path, notes: doesNotFit ? [...told, `${basename(picture)}: ${noRoomText(doesNotFit)}`] : told };
}

const tooLittle = (picture: string) =>
  l10n.t('{0}: too little is known for A1111 or Civitai to read its infotext back.', basename(picture));
