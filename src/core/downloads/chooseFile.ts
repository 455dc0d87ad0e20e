import * as l10n from '@vscode/l10n';
import type { ModelVersion, VersionFile } from '../civitai/schemas';
import { fileBytes } from '../civitai/versionFiles';
import { Problem } from '../problem/problem';
import { formatBytes } from '../text/amounts';

/** Which file of a version is wanted; what is left out does not matter. */
export interface FileWish {
  readonly fileId?: number | undefined;
  /** `SafeTensor`, `GGUF`, … */
  readonly format?: string | undefined;
  /** `fp16`, `fp32`, `bf16`, … */
  readonly fp?: string | undefined;
  /** `full` or `pruned` */
  readonly size?: string | undefined;
}

/** Files that are models, and not what comes with them. */
const MODELS = new Set(['Model', 'Pruned Model', 'Diffusion Model', 'UNet', 'VAE', 'Negative']);

/**
 * The file of a version that fits a wish: of several, the primary one.
 * @throws Problem `not_found` where none fits
 */
export function chooseFile(version: ModelVersion, wish: FileWish = {}): VersionFile {
  const { fileId } = wish;
  const files = filesOf(version);
  const fitting =
    fileId === undefined
      ? modelFilesOf(version).filter((file) => fits(file, wish))
      : files.filter(({ id }) => id === fileId);
  const found = fitting.find(({ primary }) => primary === true) ?? fitting[0];
  if (found) return found;
  throw new Problem(
    'not_found',
    files.length === 0 ? l10n.t('This version has no file to download.') : l10n.t('No file of this version is like that.'), // prettier-ignore
    l10n.t('Its files are: {0}', files.map(fileText).join('; ') || '–'),
  );
}

const filesOf = (version: ModelVersion): VersionFile[] =>
  (version.files ?? []).filter(({ id }) => id !== undefined);

/** The files of a version that are models, and not what comes with them. */
export const modelFilesOf = (version: ModelVersion): VersionFile[] =>
  filesOf(version).filter(({ type }) => MODELS.has(type ?? 'Model'));

/** The SHA-256 that Civitai gives for a file, lower case; undefined where it gives none. */
export function sha256In({ hashes }: VersionFile): string | undefined {
  const found = Object.entries(hashes ?? {})
    .find(([kind]) => kind.toUpperCase() === 'SHA256')?.[1]
    .toLowerCase();
  // Of a file that could not be read when it was hashed there are zeros.
  return found !== undefined && /^[0-9a-f]{64}$/.test(found) && !/^0+$/.test(found) ? found : undefined;
}

function fits(file: VersionFile, { format, fp, size }: FileWish): boolean {
  const is = (value: string | null | undefined, wanted: string | undefined) =>
    wanted === undefined || value?.toLowerCase() === wanted.toLowerCase();
  const { metadata = {} } = file;
  return is(metadata.format, format) && is(metadata.fp, fp) && is(metadata.size, size);
}

/** A file in a line: id, name, format, precision, size. */
export function fileText(file: VersionFile): string {
  const { format, fp, size } = file.metadata ?? {};
  const bytes = fileBytes(file);
  const facts = [file.name, format, fp, size, bytes === undefined ? undefined : formatBytes(bytes)];
  return `${file.id ?? '?'}: ${facts.filter((fact) => fact !== undefined).join(', ')}`;
}
