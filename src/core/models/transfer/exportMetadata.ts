import { basename } from 'node:path';
import { writeFileAtomic } from '../../files/atomicWrite';
import { problemInfo, toProblem } from '../../problem/toProblem';
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
 * @throws Problem of `writeFileAtomic`
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
  await writeFileAtomic(target, exportText(clock(), basename(folder), entries));
  return { exported: entries.length, failed };
}
