import { readFile, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { IMAGE_FIELDS, type CivitaiImage } from '../civitai/imageSchemas';
import { field, id, parserOf, record, text } from '../civitai/looseSchemas';
import { writeFileAtomic } from '../files/atomicWrite';
import { parseJsonObject } from '../json/jsonDocument';
import { readUtf8 } from '../json/jsonFile';
import { errnoOf, toProblem } from '../problem/toProblem';

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

const textOf = (content: ImageRecord): string => `${JSON.stringify(content, undefined, 2)}\n`;

/** @returns the path of the record. @throws Problem of writing */
export async function writeImageRecord(picture: string, content: ImageRecord): Promise<string> {
  const path = recordPath(picture);
  await writeFileAtomic(path, textOf(content));
  return path;
}

/**
 * Writes the record of a picture that has not come to its place yet. It is not forced to the disk.
 * @returns false where a record is there: it stays as it is
 * @throws Problem of writing
 */
export async function writeNewImageRecord(picture: string, content: ImageRecord): Promise<boolean> {
  const path = recordPath(picture);
  try {
    await writeFile(path, textOf(content), { flag: 'wx' });
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    await unlink(path).catch(() => undefined);
    throw toProblem(error, basename(path));
  }
}

/** Takes away a record, but for one that another process has written meanwhile. */
export async function removeImageRecord(picture: string, content: ImageRecord): Promise<void> {
  const path = recordPath(picture);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === textOf(content)) await unlink(path).catch(() => undefined);
}
