import { constants } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { safeName } from '../../files/safeName';
import { errnoOf } from '../../problem/toProblem';

/** What a training can be given as a picture, and captions beside them. */
const ENDINGS = new Set(['.png', '.jpg', '.jpeg', '.webp', '.bmp', '.avif', '.txt', '.caption']);

/** Whether a file may be added to the pictures of a training, by its name. */
export const isForDataset = (name: string): boolean => ENDINGS.has(extname(name).toLowerCase());

/** Where the pictures of a training file go that were dropped on its form: `<training file>-pictures`. @param path absolute */
export const picturesFolderOf = (path: string): string =>
  `${path.replace(/\.training\.toml$/i, '')}-pictures`;

/**
 * Copies a file into a folder; nothing is written over. One whose content is there already is not copied again.
 * @returns where it is; undefined where the same was there
 */
export async function addPicture(folder: string, path: string): Promise<string | undefined> {
  return addUnder(folder, basename(path), await readFile(path), (target) =>
    copyFile(path, target, constants.COPYFILE_EXCL),
  );
}

/** The same for bytes that came without a file. */
export async function addPictureBytes(
  folder: string,
  name: string,
  bytes: Uint8Array,
): Promise<string | undefined> {
  return addUnder(folder, name, Buffer.from(bytes), (target) => writeFile(target, bytes, { flag: 'wx' }));
}

async function addUnder(
  folder: string,
  name: string,
  content: Buffer,
  write: (target: string) => Promise<void>,
): Promise<string | undefined> {
  await mkdir(folder, { recursive: true });
  const ending = extname(name);
  const stem = safeName(basename(name, ending), 'picture');
  for (let number = 1; ; number++) {
    const target = join(folder, `${stem}${number === 1 ? '' : ` (${number})`}${ending}`);
    try {
      await write(target);
      return target;
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
      if (content.equals(await readFile(target))) return undefined;
    }
  }
}
