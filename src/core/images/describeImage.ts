import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { ByteSource } from '../media/text/byteSource';
import { infotextOf } from './info/infotext/infotextOf';
import { mergedInfo, valuesOf } from './info/mergedInfo';
import type { ImageInfo } from './info/imageInfo';
import { imageInfoOf, readImageInfo } from './info/readImageInfo';
import type { ImageRecord } from './imageRecord';
import { isVideoName } from './imageEnding';

/** What is known of an image by Civitai and by its file. */
export interface DescribedImage {
  /** As it is kept in a record. */
  readonly known: Pick<ImageRecord, 'generation' | 'infotext'>;
  /** What is to be told of its infotext. */
  readonly notes: readonly string[];
}

/**
 * Reads what an image was made with out of its file, and joins it with what Civitai says.
 * @param picture absolute path; of a video, nothing is read
 * @param meta the `meta` of Civitai's image API, of any type
 * @param came where it is read before it has that path: its bytes, or the path of the file that has them
 */
export async function describeImage(
  picture: string,
  meta: unknown,
  came: ByteSource | string = picture,
): Promise<DescribedImage> {
  // A file that cannot be read says nothing: what Civitai says stays.
  const file = isVideoName(picture) ? undefined : await infoOf(came, picture).catch(() => undefined);
  const info = mergedInfo(meta, file);
  const made = infotextOf(info, meta);
  const generation = { ...valuesOf(info), sources: info.sources };
  if (!made) return { known: { generation }, notes: [] };
  return { known: { generation, infotext: made.text }, notes: made.isReadBack ? [] : [tooLittle(picture)] };
}

const infoOf = (came: ByteSource | string, picture: string): Promise<ImageInfo> =>
  typeof came === 'string' ? readImageInfo(came) : imageInfoOf(came, basename(picture));

const tooLittle = (picture: string) =>
  l10n.t('{0}: too little is known for A1111 or Civitai to read its infotext back.', basename(picture));
