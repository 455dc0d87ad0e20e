import { basename, extname } from 'node:path';
/** The extensions of model files, lower case with the dot (S1-05 and `.bin`, `.sft`, `.gguf`). */
export const MODEL_EXTENSIONS: ReadonlySet<string> = new Set([
  '.safetensors',
  '.sft',
  '.ckpt',
  '.pt',
  '.pth',
  '.bin',
  '.gguf',
]);

/** Whether a file name (or path) has the extension of a model file, in any case. */
export function isModelFile(name: string): boolean {
  return MODEL_EXTENSIONS.has(extname(name).toLowerCase());
}

/** A file's name without its folder and extension. */
export function stemOf(path: string): string {
  const file = basename(path);
  return file.slice(0, file.length - extname(file).length);
}

/** Whether a file name has an extension of the safetensors format. */
export function isSafetensors(name: string): boolean {
  const extension = extname(name).toLowerCase();
  return extension === '.safetensors' || extension === '.sft';
}

/** What tells whether a file has changed. */
export interface FileStamp {
  /** Bytes. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

/** Whether two stamps are of the same state of a file. */
export function isSameStamp(one: FileStamp, other: FileStamp): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs && one.ino === other.ino;
}

/** A model file, and its stamp when it was last seen. */
export interface ModelFile extends FileStamp {
  /** Absolute path. */
  readonly path: string;
}

/** A model file as a scan found it. */
export interface ScannedFile extends ModelFile {
  /** The stamp of its sidecar; absent where it has none. */
  readonly sidecar?: Pick<FileStamp, 'size' | 'mtimeMs'>;
}

/**
 * - `identified`: its SHA-256 (or the user) says which Civitai version it is
 * - `provisional`: a header or another tool says so; the SHA-256 has yet to confirm it
 * - `not_found`: Civitai does not know it
 * - `unidentified`: Civitai has not been asked yet
 * - `refused`: not a whole model file (half downloaded, an HTML page, …)
 * - `failed`: something went wrong that may go right later
 */
export const MODEL_STATES = [
  'identified',
  'provisional',
  'not_found',
  'unidentified',
  'refused',
  'failed',
] as const;
export type ModelState = (typeof MODEL_STATES)[number];
