import { basename } from 'node:path';
import { writeFileAtomic } from '../../files/atomicWrite';
import type { JsonText } from '../../json/jsonDocument';
import { notJson } from '../../json/jsonFile';
import type { ProblemInfo } from '../../problem/problem';
import { problemInfo, toProblem } from '../../problem/toProblem';
import {
  entryName,
  exportText,
  nameIn,
  readExport,
  type TransferModel,
  type ExportEntry,
} from './exportFile';
import { matchEntries } from './matchEntries';
import { VOLATILE_KEYS } from '../sidecar/fields';
import { importPatch, type ImportConflict } from './importPatch';
import { toSidecar } from '../sidecar/read';
import { readSidecar, readSidecarFile, updateSidecar, type SidecarChange } from '../sidecar/store';

export type { TransferModel } from './exportFile';

/** A model that was passed over, and why. */
export interface TransferFailure {
  /** Relative to the folder, forward slashes. */
  readonly name: string;
  readonly problem: ProblemInfo;
}

/** What an export did. */
export interface ExportResult {
  /** How many models were written. */
  readonly exported: number;
  /** Models whose sidecar cannot be read. */
  readonly failed: readonly TransferFailure[];
}

/** What an import would do with one model. */
export interface ImportItem {
  readonly model: TransferModel;
  /** Relative to the folder, forward slashes. */
  readonly name: string;
  /** It has no sidecar yet. */
  readonly isNew: boolean;
  /** Keys of the sidecar that would change, the person's own fields left out. */
  readonly changes: readonly string[];
  /** The person's own fields that the export has another value of. */
  readonly conflicts: readonly ImportConflict[];
  readonly entry: ExportEntry;
}

/** What an import would do. */
export interface ImportPlan {
  readonly items: readonly ImportItem[];
  /** Models whose metadata is already so. */
  readonly unchanged: number;
  /** Entries of the export that fit no model here. */
  readonly unmatched: readonly string[];
  /** Entries that fit several models, or share one: nobody guesses. */
  readonly ambiguous: readonly string[];
  /** Models whose sidecar cannot be read, and entries that cannot. */
  readonly failed: readonly TransferFailure[];
}

/** What an import did. */
export interface ImportResult {
  readonly imported: number;
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

/**
 * Finds out what an import would change.
 * @param source the exported file; what it names only chooses among the given models
 * @throws Problem `not_json`, `missing` or `unreadable`
 */
export async function planImport(
  folder: string,
  source: string,
  models: readonly TransferModel[],
): Promise<ImportPlan> {
  const { matched, unmatched, ambiguous } = await matchEntries(
    folder,
    await readExport(source),
    models,
    async ({ path }) => {
      const read = await readSidecar(path);
      return read.kind === 'ok' ? read.sidecar.hash_sha256 : undefined;
    },
  );
  const items: ImportItem[] = [];
  const failed: TransferFailure[] = [];
  for (const { entry, model } of matched) {
    const name = nameIn(folder, model.path);
    try {
      items.push(await planItem(name, model, entry));
    } catch (error) {
      failed.push({ name, problem: problemInfo(toProblem(error, name)) });
    }
  }
  const changing = items.filter(({ changes, conflicts }) => changes.length > 0 || conflicts.length > 0);
  return {
    items: changing,
    unchanged: items.length - changing.length,
    unmatched: unmatched.map(({ key }) => entryName(key)),
    ambiguous: ambiguous.map(({ key }) => entryName(key)),
    failed,
  };
}

async function planItem(name: string, model: TransferModel, entry: ExportEntry): Promise<ImportItem> {
  const { metadata } = entry;
  if (!metadata) throw notJson(name, 'the export has no metadata for it');
  const file = await readSidecarFile(model.path);
  const { patch, conflicts } = importPatch(
    toSidecar(file?.value ?? {}),
    metadata,
    howTo(model, entry, false),
  );
  const unknown = Object.keys(missingFrom(file?.value ?? {}, entry.unknown));
  return {
    model,
    name,
    isNew: !file,
    changes: [...Object.keys(patch).filter((key) => !VOLATILE_KEYS.has(key)), ...unknown],
    conflicts,
    entry,
  };
}

/**
 * Carries a plan out. What was edited since the plan was made is looked at again.
 * @param options.overwriteUser takes the export's value of the person's own fields, too
 * @throws Problem `cancelled`; what was imported until then stays
 */
export async function applyImport(
  plan: Pick<ImportPlan, 'items'>,
  options: { readonly overwriteUser: boolean; readonly signal?: AbortSignal; readonly clock?: () => Date },
): Promise<ImportResult> {
  const failed: TransferFailure[] = [];
  let imported = 0;
  for (const { model, name, entry } of plan.items) {
    if (options.signal?.aborted) throw toProblem(options.signal.reason, 'The import');
    const change: SidecarChange = (current, value) => ({
      ...missingFrom(value, entry.unknown),
      ...importPatch(current, entry.metadata ?? {}, howTo(model, entry, options.overwriteUser)).patch,
    });
    try {
      await updateSidecar(model.path, change, options.clock ? { clock: options.clock } : {});
      imported += 1;
    } catch (error) {
      failed.push({ name, problem: problemInfo(toProblem(error, name)) });
    }
  }
  return { imported, failed };
}

function howTo(
  model: TransferModel,
  { size }: ExportEntry,
  overwriteUser: boolean,
): { overwriteUser: boolean; otherFile: boolean } {
  return { overwriteUser, otherFile: size !== undefined && size !== model.size };
}

/** Keys that this program does not know are carried over where they are absent. */
function missingFrom(
  value: Readonly<Record<string, unknown>>,
  unknown: Readonly<Record<string, JsonText>>,
): Record<string, JsonText> {
  return Object.fromEntries(Object.entries(unknown).filter(([key]) => !Object.hasOwn(value, key)));
}
