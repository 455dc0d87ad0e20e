import { stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { Problem } from '../files/problem';
import { isModelFile, type ModelFile } from './modelFile';
import type { Scanner } from './scan';

/** A model file, and how it is called: relative to the folder that was asked for, or its bare name. */
export interface Gathered {
  readonly file: ModelFile;
  /** Forward slashes. */
  readonly name: string;
}

/**
 * The model files that paths mean: a file is itself, a folder all models below it.
 * @throws Problem `missing` for a path that is not there, `bad_input` for a file that is no model
 */
export async function gatherModels(
  scanner: Scanner,
  paths: readonly string[],
  options: { readonly ignore: readonly string[]; readonly signal?: AbortSignal },
): Promise<Gathered[]> {
  const gathered = new Map<string, Gathered>();
  for (const path of paths) {
    for (const item of await gatherPath(scanner, path, options)) {
      if (!gathered.has(item.file.path)) gathered.set(item.file.path, item);
    }
  }
  return [...gathered.values()];
}

async function gatherPath(
  scanner: Scanner,
  path: string,
  options: { readonly ignore: readonly string[]; readonly signal?: AbortSignal },
): Promise<Gathered[]> {
  const absolute = resolve(path);
  const found = await stat(absolute).catch(() => undefined);
  if (!found) throw new Problem('missing', `There is no ${path}.`, 'Check the path.');
  if (found.isFile()) {
    if (!isModelFile(absolute)) {
      throw new Problem(
        'bad_input',
        `${path} is not a model file.`,
        'Name a .safetensors, .ckpt, … file or a folder.',
      );
    }
    const { files } = await scanner.scan(dirname(absolute), { ...options, ignore: ['*/'] });
    const file = files.find((candidate) => candidate.path === absolute);
    const { size, mtimeMs, ino } = found;
    return [{ file: file ?? { path: absolute, size, mtimeMs, ino }, name: basename(absolute) }];
  }
  const { files, unreadable } = await scanner.scan(absolute, options);
  const [first] = unreadable;
  if (first) throw new Problem(first.problem.code, first.problem.message, first.problem.advice);
  return files.map((file) => ({ file, name: relative(absolute, file.path).split(sep).join('/') }));
}
