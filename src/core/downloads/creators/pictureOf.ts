import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isPictureName } from '../../images/imageIndex';

/** The picture or video of a name without ending in a folder, whatever its ending; undefined where it is not there. */
export async function pictureOf(folder: string, stem: string): Promise<string | undefined> {
  const names = await readdir(folder).catch((): string[] => []);
  const name = names.find((each) => isPictureName(each) && each.slice(0, -extname(each).length) === stem);
  return name === undefined ? undefined : join(folder, name);
}
