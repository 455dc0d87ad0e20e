import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { IMAGE_FIELDS, type CivitaiImage } from '../civitai/imageSchemas';
import { field, id, parserOf, record, text } from '../civitai/looseSchemas';
import { writeFileAtomic } from '../files/atomicWrite';
import { parseJsonObject } from '../json/jsonDocument';
import { readUtf8 } from '../json/jsonFile';

const imageRecord = record({
  ...IMAGE_FIELDS,
  uuid: text,
  /** The model that it shows. */
  model: field(record({ modelId: id, modelName: text, versionId: id, versionName: text, baseModel: text })),
  /** The bytes as they came. */
  file: field(v.object({ sha256: v.string(), bytes: v.number() })),
  /** ISO 8601. */
  downloadedAt: text,
  /** What it was made with, by Civitai and by its own file: an `ImageInfo`. */
  generation: field(v.looseObject({})),
  /** The same as A1111 writes it. */
  infotext: text,
});

/** All that Civitai says of an image, and what we know beside it, as it is kept beside its file. */
export type ImageRecord = v.InferOutput<typeof imageRecord>;
/** What is known of the model that an image shows. */
export type ImageModel = NonNullable<ImageRecord['model']>;

const parseImageRecord = parserOf(imageRecord);

export const RECORD_ENDING = '.metadata.json';

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i;

/** The mark that the address of an image has; the address itself changes. */
export const imageUuid = (url: string | undefined): string | undefined =>
  url === undefined ? undefined : UUID.exec(url)?.[0].toLowerCase();

/** What an image is known by: its id, or its UUID where it has none. */
export function imageKey({ id, url }: Pick<CivitaiImage, 'id' | 'url'>): string | undefined {
  return id === undefined ? imageUuid(url) : String(id);
}

/** Where the record of a picture is: `<picture>.metadata.json`. */
export const recordPath = (picture: string): string => picture + RECORD_ENDING;

/** The picture that a record belongs to. */
export const pictureOfRecord = (path: string): string =>
  join(dirname(path), basename(path).slice(0, -RECORD_ENDING.length));

/** The record of a picture; undefined where there is none that can be read. Its content is not trusted. */
export async function readImageRecord(picture: string): Promise<ImageRecord | undefined> {
  const text = await readUtf8(recordPath(picture)).catch(() => undefined);
  const read = text === undefined ? undefined : parseJsonObject(text);
  return read?.ok ? parseImageRecord(read.value) : undefined;
}

/** @returns the path of the record. @throws Problem of writing */
export async function writeImageRecord(picture: string, content: ImageRecord): Promise<string> {
  const path = recordPath(picture);
  await writeFileAtomic(path, `${JSON.stringify(content, undefined, 2)}\n`);
  return path;
}
