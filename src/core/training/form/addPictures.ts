import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
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
 * Copies files into a folder; nothing is written over. What is there already with the same content is not copied again. A
 * picture and its caption keep one name: where that of one is taken, both get another.
 * @param onAdded told each file that is new there
 */
export async function addPictures(
  folder: string,
  paths: readonly string[],
  onAdded: (path: string) => void,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const groups = new Map<string, string[]>();
  for (const path of paths) groups.set(stemOf(path), [...(groups.get(stemOf(path)) ?? []), path]);
  for (const group of groups.values()) {
    const files = await Promise.all(group.map(async (path) => ({ name: basename(path), content: await readFile(path), path }))); // prettier-ignore
    const stem = await freeStem(folder, files);
    for (const { name, path } of files) {
      const target = join(folder, stem + extname(name));
      if (await isNew(() => copyFile(path, target, constants.COPYFILE_EXCL))) onAdded(target);
    }
  }
}

/** The same for bytes that came without a file. @returns where they are; undefined where the same was there */
export async function addPictureBytes(
  folder: string,
  name: string,
  content: Uint8Array,
): Promise<string | undefined> {
  await mkdir(folder, { recursive: true });
  const stem = await freeStem(folder, [{ name: basename(name), content: Buffer.from(content) }]);
  const target = join(folder, stem + extname(name));
  return (await isNew(() => writeFile(target, content, { flag: 'wx' }))) ? target : undefined;
}

interface Added {
  readonly name: string;
  readonly content: Buffer;
}

/** The first name that all of them can have: free, or taken by the very same content. */
async function freeStem(folder: string, files: readonly Added[]): Promise<string> {
  const stem = safeName(stemOf(files[0]?.name ?? ''), 'picture');
  for (let number = 1; ; number++) {
    const tried = number === 1 ? stem : `${stem} (${number})`;
    const fits = await Promise.all(
      files.map(async ({ name, content }) => {
        const target = join(folder, tried + extname(name));
        const there = await lstat(target).catch(() => undefined);
        // A folder or a link of that name is no picture, whatever it leads to.
        return !there || (there.isFile() && content.equals(await readFile(target)));
      }),
    );
    if (fits.every(Boolean)) return tried;
  }
}

const stemOf = (path: string) => basename(path, extname(path));

async function isNew(write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}
