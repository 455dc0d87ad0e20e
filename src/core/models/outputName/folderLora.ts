import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import type { FolderLora } from '../../prompts/grammar/folderLora';
import { isSafetensors, stemOf } from '../modelFile';
import { requireTagName, singleUnderscores } from './tagName';
import { isRefusal } from '../../problem/codes';
import { outputName } from '../header/outputName';

/** Reads the header of a safetensors file. */
export type ReadMetadata = (path: string) => Promise<{ readonly metadata: Readonly<Record<string, string>> }>;

/**
 * The LoRA that the prompts of a folder are for: of the safetensors files that lie directly in it, the first by name
 * that is a whole one. It goes by the `ss_output_name` of its header, else by its file's name.
 * @param folder absolute path
 * @param header throws a `Problem` for a file that cannot be read
 * @returns undefined where the folder has no safetensors file
 * @throws Problem `bad_input` where a tag cannot hold its name; the first file's where none is a whole one
 */
export async function folderLora(folder: string, header: ReadMetadata): Promise<FolderLora | undefined> {
  const files = await safetensorsIn(folder);
  const broken: string[] = [];
  let problem: Problem | undefined;
  for (const file of files) {
    const path = join(folder, file);
    try {
      const { metadata } = await header(path);
      return { ...loraOf(path, metadata), others: files.length - 1, broken };
    } catch (error) {
      // A file that cannot be read just now is still the one that was meant.
      if (!(error instanceof Problem && isRefusal(error))) throw error;
      problem ??= error;
      broken.push(file);
    }
  }
  if (problem) throw problem;
  return undefined;
}

function loraOf(
  path: string,
  metadata: Readonly<Record<string, string>>,
): Omit<FolderLora, 'others' | 'broken'> {
  const stem = stemOf(path);
  const given = outputName(metadata);
  const source = given === undefined ? 'file name' : 'header';
  const name = given ?? nameByFile(path);
  requireTagName(name, basename(path), source);
  return { file: path, name, source, aliases: [...new Set([name, stem])] };
}

/** What a LoRA without `ss_output_name` goes by. */
export function nameByFile(path: string): string {
  return singleUnderscores(stemOf(path)).trim();
}

/** Names of files, sorted. A link counts where it leads to a file. */
async function safetensorsIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const files = await Promise.all(
      entries
        .filter(({ name }) => isSafetensors(name))
        .map(async (entry) => {
          const isFile = entry.isSymbolicLink()
            ? await leadsToFile(join(folder, entry.name))
            : entry.isFile();
          return isFile ? [entry.name] : [];
        }),
    );
    return files.flat().sort();
  } catch (error) {
    throw toProblem(error, basename(folder));
  }
}

async function leadsToFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
