import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { toProblem } from '../../problem/toProblem';
import type { ModelFile } from '../modelFile';

/**
 * A model file as it is now.
 * @throws Problem `missing` or `unreadable`
 */
export async function statModel(path: string): Promise<ModelFile> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return { path, size, mtimeMs, ino };
  } catch (error) {
    throw toProblem(error, basename(path));
  }
}
