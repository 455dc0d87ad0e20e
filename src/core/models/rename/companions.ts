import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { toProblem } from '../../problem/toProblem';
import { isModelFile, stemOf } from '../modelFile';
import { PREVIEW_FOLDER } from '../../files/folderNames';
import { foldedName } from '../sidecar/foreign/siblings';
import { sidecarPath } from '../sidecar/path';

/** Endings of the files that tools keep beside `foo.safetensors` under the name `foo`, in any case. */
const BESIDE: ReadonlySet<string> = new Set([
  '.metadata.json', // Lora Manager
  '.civitai.info', // Civitai Helper
  '.cm-info.json', // StabilityMatrix
  '.json', // A1111, Forge, SD.Next, Browser+
  '.api_info.json', // Browser+
  '.html', // Browser+
  '.swarm.json', // SwarmUI
  '.meta.json', // civitai-dl
  '.txt', // A1111
  '.description.txt', // A1111
  '.yaml', // the configuration of a checkpoint
]);

/** `foo.png`, `foo.preview.png`, `foo.thumb.jpg`, and the example pictures of Civitai Helper: `foo.example.0.png`. */
const PICTURE = /^(?:\.preview|\.thumb|\.example\.\d+)?\.(?:png|jpe?g|webp|gif|avif|tiff|jp2|mp4|webm)$/i;
const OWN_PREVIEW = /^\.(?:jpg|png|webp|gif|avif)$/i;

/** A file that belongs to a model by its name. */
export interface Companion {
  /** Relative to the model's folder, forward slashes. */
  readonly path: string;
  /** The same for a model of another file name. */
  readonly renamed: (file: string) => string;
}

/** The names in a model's folder: they say what belongs to which model. */
export interface ModelFolder {
  /** Files and folders. */
  readonly names: readonly string[];
  /** What lies in the folder of our own previews. */
  readonly previews: readonly string[];
}

/**
 * Lists the folder of a model.
 * @throws Problem `missing` or `unreadable`
 */
export async function modelFolder(folder: string): Promise<ModelFolder> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw toProblem(error, basename(folder));
  });
  const previews = names.includes(PREVIEW_FOLDER)
    ? await readdir(join(folder, PREVIEW_FOLDER)).catch(() => [])
    : [];
  return { names, previews };
}

/**
 * The files that belong to a model by their names: our sidecar and preview, those of other tools, and pictures. The
 * sidecar comes first.
 * @param file the model's file name
 */
export function companionsOf(file: string, { names, previews }: ModelFolder): Companion[] {
  const stem = stemOf(file);
  const found: Companion[] = [];
  const sidecar = sidecarPath(file);
  if (names.includes(sidecar)) found.push({ path: sidecar, renamed: sidecarPath });
  const others = new Set(
    names.filter((name) => name !== file && isModelFile(name)).flatMap((name) => [name, stemOf(name)]),
  );
  for (const name of names) {
    if (name === sidecar || isModelFile(name)) continue;
    const ending = endingOf(name, stem, others) ?? endingOf(name, file, others);
    if (ending === undefined) continue;
    const isWhole = foldedName(name).startsWith(foldedName(file));
    found.push({ path: name, renamed: (other) => (isWhole ? other : stemOf(other)) + ending });
  }
  for (const name of previews) {
    // Where two models have one stem, a preview has the whole name.
    const [prefix, nameOf] = name.startsWith(file) ? [file, (other: string) => other] : [stem, stemOf];
    const ending = name.slice(prefix.length);
    if (!name.startsWith(prefix) || !OWN_PREVIEW.test(ending)) continue;
    found.push({
      path: `${PREVIEW_FOLDER}/${name}`,
      renamed: (other) => `${PREVIEW_FOLDER}/${nameOf(other)}${ending}`,
    });
  }
  return found;
}

/**
 * What follows a model's name in the name of a file that belongs to it. The name may differ in case and in how accents
 * are written, unless another model is called exactly like that.
 */
function endingOf(name: string, prefix: string, others: ReadonlySet<string>): string | undefined {
  const [key, start] = [foldedName(name), foldedName(prefix)];
  const ending = key.slice(start.length);
  if (!key.startsWith(start) || (!BESIDE.has(ending) && !PICTURE.test(ending))) return undefined;
  const written = name.slice(0, name.length - ending.length);
  return written !== prefix && others.has(written) ? undefined : name.slice(written.length);
}

/** The other models of a folder that would count files of this one as their own. */
export function rivalsOf(file: string, folder: ModelFolder): string[] {
  const own = new Set(companionsOf(file, folder).map(({ path }) => path));
  const stem = stemOf(file);
  return folder.names.filter((name) => {
    if (name === file || !isModelFile(name)) return false;
    if (stemOf(name) === stem) return true;
    return name.startsWith(`${stem}.`) && companionsOf(name, folder).some(({ path }) => own.has(path));
  });
}

/** The folder's path and the companion's together. */
export function companionPath(modelPath: string, path: string): string {
  return join(dirname(modelPath), ...path.split('/'));
}
