import { statSync, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { errnoOf, toProblem } from '../../problem/toProblem';
import type { ModelFile, ScannedFile } from '../modelFile';
import { sidecarPath } from '../sidecar/path';

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

/** A model file with the stamp of its sidecar, where it has one. @throws the error of the system */
export function withSidecar(file: ModelFile): ScannedFile {
  const found = statIfThere(sidecarPath(file.path));
  return found ? { ...file, sidecar: { size: found.size, mtimeMs: found.mtimeMs } } : file;
}

function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // Of a model with a long name, the name of a sidecar may be longer than any file can have.
    if (errnoOf(error) === 'ENAMETOOLONG') return undefined;
    throw error;
  }
}
