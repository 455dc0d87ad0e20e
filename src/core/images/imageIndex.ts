import pLimit from 'p-limit';
import { extname } from 'node:path';
import { walkFolders } from '../files/walk';
import { wasCutOff } from './cutOff';
import {
  imageKey,
  imageUuid,
  pictureOfRecord,
  readImageRecord,
  RECORD_ENDING,
  type ImageRecord,
} from './imageRecord';

/** Pictures and videos that Civitai has. */
const ENDINGS: ReadonlySet<string> = new Set([
  '.jpeg',
  '.jpg',
  '.png',
  '.webp',
  '.gif',
  '.avif',
  '.mp4',
  '.webm',
]);
const READS_AT_A_TIME = 32;

export const isPictureName = (name: string): boolean => ENDINGS.has(extname(name).toLowerCase());

/** Which images a folder has, however they are named: to find one that is there already in another place. */
export class ImageIndex {
  /** By what images are known by. */
  private readonly paths = new Map<string, string>();
  /** By paths without their endings. */
  private readonly stems = new Map<string, string>();
  /** Pictures without a record: of other programs, or of a download that was killed before it wrote one. */
  private readonly bare = new Set<string>();
  /** Paths of files that a power failure has cut off. */
  private readonly cutOff = new Set<string>();

  /**
   * Reads the records beside pictures, and the ids that are names of pictures without one.
   * @param folder absolute; one that is not there has none
   */
  static async read(folder: string, signal?: AbortSignal): Promise<ImageIndex> {
    const index = new ImageIndex();
    const limit = pLimit(READS_AT_A_TIME);
    const reading: Promise<void>[] = [];
    for (const { prefix, files } of walkFolders([folder], { onUnreadable: () => undefined })) {
      signal?.throwIfAborted();
      const names = new Set(files);
      for (const name of files) {
        if (isPictureName(name)) index.addFile(prefix + name, name);
        if (isPictureName(name) && !names.has(name + RECORD_ENDING)) index.bare.add(prefix + name);
        const picture = name.endsWith(RECORD_ENDING) ? pictureOfRecord(prefix + name) : undefined;
        if (picture === undefined || !names.has(picture.slice(prefix.length))) continue;
        reading.push(
          limit(async () => {
            const record = await readImageRecord(picture);
            if (await wasCutOff(picture, record)) index.addCutOff(picture);
            else if (record) index.add(picture, record);
          }),
        );
      }
    }
    await Promise.all(reading);
    return index;
  }

  /** Takes in an image that was written. */
  add(path: string, record: Pick<ImageRecord, 'id' | 'url' | 'uuid' | 'file'>): void {
    for (const key of [imageKey(record), record.uuid, imageUuid(record.url), record.file?.sha256])
      if (key !== undefined) this.paths.set(key, path);
    this.stems.set(stemOf(path), path);
    this.bare.delete(path);
  }

  /** Whether a picture that was there has no record beside it. */
  isBare(path: string): boolean {
    return this.bare.has(path);
  }

  /** The picture or video of that name, whatever its ending. @param stem absolute path without ending */
  at(stem: string): string | undefined {
    return this.stems.get(stem);
  }

  /** Whether a file is only the beginning of an image, and is to be downloaded again. */
  isCutOff(path: string): boolean {
    return this.cutOff.has(path);
  }

  /** Where an image is; undefined where it is not there. @param image by its id, its UUID or the SHA-256 of its bytes */
  find(image: Pick<ImageRecord, 'id' | 'url' | 'file'>): string | undefined {
    const keys = [imageKey(image), imageUuid(image.url), image.file?.sha256];
    return keys.map((key) => (key === undefined ? undefined : this.paths.get(key))).find((path) => path !== undefined); // prettier-ignore
  }

  /** A path is of no image any more. */
  remove(path: string): void {
    this.forget(path);
    this.stems.delete(stemOf(path));
    this.bare.delete(path);
    this.cutOff.delete(path);
  }

  /** It has its name, but is not the image. */
  private addCutOff(path: string): void {
    this.forget(path);
    this.cutOff.add(path);
  }

  private forget(path: string): void {
    for (const [key, other] of this.paths) if (other === path) this.paths.delete(key);
  }

  /** Pictures that were downloaded by another program are called by their ids. */
  private addFile(path: string, name: string): void {
    this.stems.set(stemOf(path), path);
    const id = /^\d+$/.exec(name.slice(0, -extname(name).length))?.[0];
    if (id !== undefined && !this.paths.has(id)) this.paths.set(id, path);
  }
}

const stemOf = (path: string) => path.slice(0, -extname(path).length);
