import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { writeFileAtomic } from '../../files/atomicWrite';
import { openRegular } from '../../files/regularFile';
import { Problem } from '../../problem/problem';
import { errnoOf, problemInfo, toProblem } from '../../problem/toProblem';
import { readSidecarFile } from '../sidecar/store';
import { exportText, nameIn } from './exportFile';
import type { TransferFailure, TransferModel } from './types';

/** What an export did. */
export interface ExportResult {
  /** How many models were written. */
  readonly exported: number;
  /** Models whose sidecar cannot be read. */
  readonly failed: readonly TransferFailure[];
}

/**
 * Writes the metadata of models into one JSON file: `{ exported_at, folder, models: { PATH: { name, path, size,
 * metadata } } }`, paths relative to the folder. Models without a sidecar are left out.
 * @param folder absolute; only its name is written
 * @throws Problem of `writeFileAtomic`, or `bad_input` where the target is a file that is no export
 */
export async function exportMetadata(
  folder: string,
  target: string,
  models: readonly TransferModel[],
  clock: () => Date = () => new Date(),
): Promise<ExportResult> {
  const entries: { name: string; size: number; sidecar: string }[] = [];
  const failed: TransferFailure[] = [];
  for (const { path, size } of models) {
    const name = nameIn(folder, path);
    try {
      const sidecar = await readSidecarFile(path);
      if (sidecar) entries.push({ name, size, sidecar: sidecar.text });
    } catch (error) {
      failed.push({ name, problem: problemInfo(toProblem(error, name)) });
    }
  }
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  await requireReplaceable(target);
  await writeFileAtomic(target, exportText(clock(), basename(folder), entries));
  return { exported: entries.length, failed };
}

/** How every export begins. */
const BEGINNING = /^\s*\{\s*"exported_at"/;
const BEGINNING_BYTES = 64;

/** Refuses to replace what is no export: a wrong path could mean a model. @throws Problem `bad_input` */
async function requireReplaceable(target: string): Promise<void> {
  const file = await openRegular(target).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw toProblem(error, basename(target));
  });
  if (!file) return;
  const { buffer, bytesRead } = await file
    .read(Buffer.alloc(BEGINNING_BYTES), 0, BEGINNING_BYTES, 0)
    .finally(() => file.close());
  if (bytesRead === 0 || BEGINNING.test(buffer.toString('utf8', 0, bytesRead))) return;
  throw new Problem(
    'bad_input',
    l10n.t('{0} was left alone: it is there already, and no export of metadata.', basename(target)),
    l10n.t('Choose another name, or take the file away.'),
  );
}
