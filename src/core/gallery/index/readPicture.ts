import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, sep } from 'node:path';
import { readAt } from '../../files/readAt';
import { openRegular } from '../../files/regularFile';
import { isVideoName } from '../../images/imageEnding';
import { readImageRecord, type ImageRecord } from '../../images/imageRecord';
import { asFields, asList, asNumber, asText } from '../../images/info/fields';
import { imageInfo, readingsOf, type ImageInfo } from '../../images/info/imageInfo';
import { mergedInfo } from '../../images/info/mergedInfo';
import { MOST_PIXELS } from '../../media/inspectPicture';
import { pictureSize } from '../../media/pictureSize';
import type { ByteSource } from '../../media/text/byteSource';
import { readTexts } from '../../media/text/readTexts';
import { readStealthText } from '../../media/text/stealthText';
import { unsupported, type Fault } from './faults';
import { FINGERPRINT_BYTES, type IndexedPicture } from './indexedPicture';
import { highestLevel } from './highestLevel';

/** Grows whenever more or something else is read out of a picture, so that all are read again. */
export const READER = 2;

/** A picture as it was read, with the prompts that are searched. */
export interface ReadPicture {
  readonly picture: IndexedPicture;
  readonly prompt?: string | undefined;
  readonly negative?: string | undefined;
}

/** No text of a picture is searched beyond this, nor are more of its names. */
const MAX_TEXT = 64 * 1024;
const MAX_NAMES = 100;
const MAX_NAME = 300;
/** So many digits of a hash tell models apart. */
const HASH_DIGITS = 12;

/**
 * Reads what the index keeps of a picture or video: its head and its end, and the record beside it.
 * @param path absolute
 * @param stats what it was when it was found
 * @param hasRecord whether there is a record beside it
 * @throws the error of the system where it is gone; whatever else is wrong with it is told in the answer
 */
export async function readPicture(
  path: string,
  stats: Pick<Stats, 'size' | 'mtimeMs'>,
  hasRecord: boolean,
): Promise<ReadPicture> {
  const folder = dirname(path);
  const base = {
    folder: folder.endsWith(sep) ? folder : folder + sep,
    name: basename(path),
    size: stats.size,
    mtimeMs: stats.mtimeMs,
    kind: isVideoName(path) ? 'video' : 'image',
  } as const;
  const record = hasRecord ? await readImageRecord(path).catch(() => undefined) : undefined;
  const known = { ...base, ...ofRecord(record) };
  if (stats.size === 0) return { picture: { ...known, fingerprint: '', fault: 'empty' } };
  let file: FileHandle;
  try {
    file = await openRegular(path);
  } catch (error) {
    if (isGone(error)) throw error;
    return { picture: { ...known, fingerprint: '', fault: 'unreadable' } };
  }
  try {
    const ends = await endsOf(file, stats.size);
    const { info, fault, width, height } =
      known.kind === 'image' ? await lookInto(sourceOf(file, stats.size, ends), record) : ofVideo(record);
    const about = info && ofInfo(info);
    return {
      picture: {
        ...known,
        ...about?.values,
        fingerprint: fingerprintOf(stats.size, ends),
        ...(width !== undefined && { width }),
        ...(height !== undefined && { height }),
        ...(fault && { fault }),
      },
      prompt: about?.prompt,
      negative: about?.negative,
    };
  } catch {
    return { picture: { ...known, fingerprint: '', fault: 'unreadable' } };
  } finally {
    await file.close();
  }
}

const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

interface Look {
  readonly info?: ImageInfo | undefined;
  readonly fault?: Fault | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** Reads size and parameters of a picture. What a record tells of the prompt spares a search in the pixels. */
async function lookInto(source: ByteSource, record: ImageRecord | undefined): Promise<Look> {
  const meta = asFields(record?.meta);
  const { format, texts } = await readTexts(source);
  if (!format) return { fault: 'noPicture', info: meta && mergedInfo(meta, undefined) };
  const readings = readingsOf(texts);
  const hasPrompt = readings.some(({ prompt }) => prompt !== undefined) || asText(meta?.prompt) !== undefined;
  const hidden = hasPrompt ? undefined : await readStealthText(source, format);
  const own = imageInfo(hidden ? [...readingsOf([hidden]), ...readings] : readings, []);
  const info = meta ? mergedInfo(meta, own) : own;
  const size = await pictureSize(source, format);
  const fault =
    unsupported(format) ??
    (size === undefined ? 'damaged' : size.width * size.height > MOST_PIXELS ? 'tooLarge' : undefined);
  return { info, fault, ...size };
}

/** Nothing here reads videos: what is known of them is in their records. */
function ofVideo(record: ImageRecord | undefined): Look {
  const meta = asFields(record?.meta);
  const pixels = (value: number | undefined) =>
    value !== undefined && value > 0 ? Math.round(value) : undefined;
  return {
    info: meta && mergedInfo(meta, undefined),
    width: pixels(record?.width),
    height: pixels(record?.height),
  };
}

const short = (text: string | null | undefined): string | undefined =>
  text === null || text === undefined || text === '' ? undefined : text.slice(0, MAX_NAME);

function ofInfo(info: ImageInfo) {
  const used = info.loras.slice(0, MAX_NAMES).flatMap(({ name, hash }) => {
    const called = short(name ?? hash);
    return called === undefined ? [] : [{ called, hash }];
  });
  const loras = used.map(({ called }) => called);
  const [prompt, negative] = [info.prompt, info.negative].map((text) => text?.slice(0, MAX_TEXT));
  const values: Partial<IndexedPicture> = defined({
    tool: short(info.tool),
    seed: short(info.seed),
    steps: info.steps ?? undefined,
    cfg: info.cfg ?? undefined,
    sampler: short(info.sampler),
    model: short(info.model),
    loras: loras.length > 0 ? loras : undefined,
    hashes: hashesText([info.modelHash, ...used.map(({ hash }) => hash)]),
    hasPrompt: prompt !== undefined && prompt.trim() !== '' ? true : undefined,
    hasNegative: negative !== undefined && negative.trim() !== '' ? true : undefined,
  });
  return { values, prompt, negative };
}

const hashesText = (hashes: readonly (string | null | undefined)[]): string | undefined =>
  short(
    hashes
      .map((hash) => hash?.slice(0, HASH_DIGITS) ?? '')
      .join(' ')
      .trimEnd(),
  );

/** What a record says of a picture: of Civitai, and what the user has marked. Its content is not trusted. */
function ofRecord(record: ImageRecord | undefined): Partial<IndexedPicture> {
  if (!record) return {};
  const { favourite, rating, tags } = record as Readonly<Record<string, unknown>>;
  const stars = asNumber(rating);
  const words = [...new Set(asList(tags).flatMap((tag) => short(asText(tag)?.trim()) ?? []))].slice(
    0,
    MAX_NAMES,
  );
  return defined({
    level: highestLevel(record),
    creator: short(record.username),
    imageId: record.id,
    modelId: record.model?.modelId,
    versionId: record.model?.versionId ?? record.modelVersionIds?.[0],
    baseModel: short(record.model?.baseModel ?? record.baseModel),
    favourite: favourite === true ? true : undefined,
    rating: stars !== undefined && stars >= 1 && stars <= 5 ? Math.round(stars) : undefined,
    tags: words.length > 0 ? words : undefined,
  });
}

/** Without the keys that say nothing: there are many pictures. */
function defined<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Partial<Value>;
}

interface Ends {
  readonly first: Buffer;
  readonly last: Buffer;
}

async function endsOf(file: FileHandle, size: number): Promise<Ends> {
  const first = await readFrom(file, 0, Math.min(size, FINGERPRINT_BYTES));
  const from = Math.max(first.length, size - FINGERPRINT_BYTES);
  return { first, last: from < size ? await readFrom(file, from, size - from) : Buffer.alloc(0) };
}

/** A small file is in it as a whole; of others, both ends. */
function fingerprintOf(size: number, { first, last }: Ends): string {
  const hash = createHash('sha256').update(first).update(last);
  return `${size.toString(36)}-${hash.digest('base64url')}`;
}

async function readFrom(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** What the fingerprint has read is not read again: of most pictures, all that stands beside their pixels. */
function sourceOf(file: FileHandle, size: number, { first, last }: Ends): ByteSource {
  const lastAt = size - last.length;
  return {
    size,
    read(offset, length) {
      const end = Math.min(offset + length, size);
      if (end <= first.length) return Promise.resolve(first.subarray(offset, end));
      if (offset >= lastAt) return Promise.resolve(last.subarray(offset - lastAt, end - lastAt));
      // Mostly the head of a chunk behind others: asking the system takes less than waiting for its answer.
      return Promise.resolve(readAt(file.fd, offset, Math.max(0, end - offset)));
    },
  };
}
