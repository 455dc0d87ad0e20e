import * as l10n from '@vscode/l10n';
import { notJson } from '../../json/jsonFile';
import { problemInfo, toProblem } from '../../problem/toProblem';
import { VOLATILE_KEYS } from '../sidecar/fields';
import { toSidecar } from '../sidecar/read';
import { readSidecar, readSidecarFile } from '../sidecar/store';
import { absentKeys, entryName, isOfOtherFile, nameIn, readExport, type ExportEntry } from './exportFile';
import { importPatch, type ImportConflict } from './importPatch';
import { matchEntries } from './matchEntries';
import type { TransferFailure, TransferModel } from './types';

/** What an import would do with one model. */
export interface ImportItem {
  readonly model: TransferModel;
  /** Relative to the folder, forward slashes. */
  readonly name: string;
  /** It has no sidecar yet. */
  readonly isNew: boolean;
  /** Keys of the sidecar that would change, the user's own fields left out. */
  readonly changes: readonly string[];
  /** The user's own fields that the export has another value for. */
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
  /** Entries that fit several models, or share one: none is guessed. */
  readonly ambiguous: readonly string[];
  /** Models whose sidecar cannot be read, and entries that cannot. */
  readonly failed: readonly TransferFailure[];
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
  if (!metadata) throw notJson(name, l10n.t('the export has no metadata for it'));
  const file = await readSidecarFile(model.path);
  const value = file?.value ?? {};
  const { patch, conflicts } = importPatch(toSidecar(value), metadata, {
    overwriteUser: false,
    otherFile: isOfOtherFile(entry, model),
  });
  const unknown = Object.keys(absentKeys(value, entry));
  return {
    model,
    name,
    isNew: !file,
    changes: [...Object.keys(patch).filter((key) => !VOLATILE_KEYS.has(key)), ...unknown],
    conflicts,
    entry,
  };
}
