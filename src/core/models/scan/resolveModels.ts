import { statPath } from '../../files/statPath';
import * as l10n from '@vscode/l10n';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { Problem, type ProblemInfo } from '../../problem/problem';
import { problemInfo, toProblem } from '../../problem/toProblem';
import { isModelFile, type ModelFile, type ScannedFile } from '../modelFile';
import type { Scanner } from './scanner';
import { withSidecar } from './statModel';

/** A model file, and its name in messages: relative to the folder that was asked for, or its bare name. */
export interface ResolvedModel {
  readonly file: ScannedFile;
  /** Forward slashes. */
  readonly name: string;
  /** The path that was asked for, or the one within the folder that was: never the same for two files. */
  readonly given: string;
}

/** The models that were found, and what kept others from being found. */
export interface ResolvedModels {
  readonly models: readonly ResolvedModel[];
  readonly problems: readonly ProblemInfo[];
}

/**
 * The model files that paths mean: a file is itself, a folder all models below it, each once. What cannot be read
 * does not keep the rest from being found.
 */
export async function resolveModels(
  scanner: Scanner,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<ResolvedModels> {
  const models = new Map<string, ResolvedModel>();
  const problems: ProblemInfo[] = [];
  for (const path of paths) {
    const found = await resolvePath(scanner, path, signal);
    for (const item of found.models) if (!models.has(item.file.path)) models.set(item.file.path, item);
    problems.push(...found.problems);
  }
  return { models: [...models.values()], problems };
}

/**
 * A file of whatever kind, by the path that the user gave.
 * @param path as the user gave it; messages call it so
 * @throws Problem `missing`, `unreadable`, or `bad_input` for a folder
 */
export async function resolveFile(path: string): Promise<ModelFile> {
  const found = await statFile(path);
  if (found.isFile) return found.file;
  throw new Problem('bad_input', l10n.t('{0} is a folder.', path), l10n.t('Name the files in it.'));
}

/**
 * A model file, by the path that the user gave.
 * @throws Problem as `resolveFile`, and `bad_input` for a file that is no model
 */
export async function resolveModel(path: string): Promise<ModelFile> {
  const file = await resolveFile(path);
  if (isModelFile(file.path)) return file;
  throw new Problem(
    'bad_input',
    l10n.t('{0} is not a model file.', path),
    l10n.t('Name a .safetensors, .ckpt, … file.'),
  );
}

/**
 * The absolute path of a folder, from the path that the user gave.
 * @throws Problem `missing`, `unreadable`, or `bad_input` for a file
 */
export async function resolveFolder(path: string): Promise<string> {
  const { isFile, file } = await statFile(path);
  if (isFile)
    throw new Problem(
      'bad_input',
      l10n.t('{0} is not a folder.', path),
      l10n.t('Name the folder that it is in.'),
    );
  return file.path;
}

async function resolvePath(
  scanner: Scanner,
  path: string,
  signal: AbortSignal | undefined,
): Promise<ResolvedModels> {
  try {
    const found = await statFile(path);
    if (!found.isFile) return await modelsIn(scanner, path, found.file.path, signal);
    const file = withSidecar(await resolveModel(path));
    return { models: [{ file, name: basename(file.path), given: path }], problems: [] };
  } catch (error) {
    if (signal?.aborted) throw error;
    return { models: [], problems: [problemInfo(toProblem(error, path))] };
  }
}

async function modelsIn(
  scanner: Scanner,
  path: string,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<ResolvedModels> {
  const nameOf = (path: string): string => relative(folder, path).split(sep).join('/');
  const { files, unreadable } = await scanner.scan(folder, { ignore: [], ...(signal && { signal }) });
  return {
    models: files.map((file) => ({
      file,
      name: nameOf(file.path),
      given: join(path, relative(folder, file.path)),
    })),
    // A message names the file, and in a deep library that is not enough to find it.
    problems: unreadable.map(({ path, problem }) => {
      const within = dirname(nameOf(path));
      return within === '.'
        ? problem
        : { ...problem, message: l10n.t('In {0}: {1}', within, problem.message) };
    }),
  };
}

async function statFile(path: string): Promise<{ readonly isFile: boolean; readonly file: ModelFile }> {
  const found = await statPath(path);
  const { size, mtimeMs, ino } = found;
  return { isFile: !found.isDirectory(), file: { path: resolve(path), size, mtimeMs, ino } };
}
