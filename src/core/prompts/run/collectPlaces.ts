import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isInside } from '../../files/expandPath';
import type { Place } from './types';

/**
 * Where tokens are collected, one list a place: folders each on their own, files together with those of their folder.
 * A file in a folder that is collected anyway makes no list of its own.
 * @param paths absolute paths of folders and files
 */
export async function collectPlaces(paths: readonly string[]): Promise<Place[]> {
  const folders: string[] = [];
  const files = new Map<string, string[]>();
  for (const path of new Set(paths)) {
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isFolder) folders.push(path);
    else files.set(dirname(path), [...(files.get(dirname(path)) ?? []), path]);
  }
  const others = [...files].filter(([base]) => !folders.some((folder) => isInside(base, folder)));
  return [
    ...folders.map((path) => ({ base: path, paths: [path] })),
    ...others.map(([base, inBase]) => ({ base, paths: inBase })),
  ];
}
