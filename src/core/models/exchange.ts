import { readFile } from 'node:fs/promises';
import { basename, relative, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeFileAtomic } from '../files/atomicWrite';
import { parseJsonObject } from '../files/jsonDocument';
import { Problem, type ProblemInfo } from '../files/problem';
import { problemInfo, toProblem } from '../files/toProblem';
import { EDITABLE_FIELDS, type EditableField, type Sidecar } from './sidecar/fields';
import { toSidecar } from './sidecar/read';
import { readSidecar, updateSidecar, type SidecarPatch } from './sidecar/store';

/** A model that metadata is exported of, or imported for. */
export interface ExchangeModel {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** What an import would do with one model. */
export interface ImportItem {
  readonly model: ExchangeModel;
  /** Relative to the folder, forward slashes. */
  readonly name: string;
  /** It has no sidecar yet. */
  readonly isNew: boolean;
  /** Keys of the sidecar that would change, the person's own fields left out. */
  readonly changes: readonly (keyof Sidecar)[];
  /** The person's own fields that the export has another value of. */
  readonly conflicts: readonly EditableField[];
  readonly metadata: Sidecar;
}

/** What an import would do. */
export interface ImportPlan {
  readonly items: readonly ImportItem[];
  /** Models whose metadata is already so. */
  readonly unchanged: number;
  /** Entries of the export that fit no model, or more than one: the file names. */
  readonly unmatched: readonly string[];
  readonly ambiguous: readonly string[];
  /** Models whose sidecar cannot be read. */
  readonly failed: readonly { readonly name: string; readonly problem: ProblemInfo }[];
}

/** What an import did. */
export interface ImportResult {
  readonly imported: number;
  readonly failed: readonly { readonly name: string; readonly problem: ProblemInfo }[];
}

/** Keys that say when, not what. */
const VOLATILE: ReadonlySet<string> = new Set(['last_updated', 'field_sources', 'civitai_offers']);

/**
 * Writes the metadata of models into one JSON file: `{ exported_at, folder, models: { NAME: { name, path, size,
 * metadata } } }`, names relative to the folder. Models without a sidecar are left out.
 * @param folder absolute; only its name is written
 * @returns how many models were written
 */
export async function exportMetadata(
  folder: string,
  target: string,
  models: readonly ExchangeModel[],
  clock: () => Date = () => new Date(),
): Promise<number> {
  const entries: Record<string, unknown> = {};
  let count = 0;
  for (const { path, size } of models) {
    const read = await readSidecar(path);
    if (read.kind !== 'ok') continue;
    const name = nameIn(folder, path);
    entries[name] = { name: basename(path), path: name, size, metadata: read.sidecar };
    count += 1;
  }
  const document = { exported_at: clock().toISOString(), folder: basename(folder), models: entries };
  await writeFileAtomic(target, `${JSON.stringify(document, null, 2)}\n`);
  return count;
}

/**
 * Finds out what an import would change. Entries are matched by their path relative to the folder, else by file name
 * (and size, where several models have it): an export of another machine fits, too.
 * @throws Problem `not_json`, `missing` or `unreadable`
 */
export async function planImport(
  folder: string,
  source: string,
  models: readonly ExchangeModel[],
): Promise<ImportPlan> {
  const entries = await readExport(source);
  const items: ImportItem[] = [];
  const unmatched: string[] = [];
  const ambiguous: string[] = [];
  const failed: { name: string; problem: ProblemInfo }[] = [];
  let unchanged = 0;
  for (const [key, entry] of entries) {
    const fitting = modelsFor(folder, key, entry.size, models);
    const [model] = fitting;
    if (!model || fitting.length > 1) {
      (model ? ambiguous : unmatched).push(fileName(key));
      continue;
    }
    const name = nameIn(folder, model.path);
    const read = await readSidecar(model.path);
    if (read.kind === 'broken') {
      failed.push({ name, problem: problemInfo(read.problem) });
      continue;
    }
    const current = read.kind === 'ok' ? read.sidecar : {};
    const conflicts = conflictsOf(current, entry.metadata);
    const changes = Object.keys(importPatch(current, entry.metadata, false)).filter(
      (changed): changed is keyof Sidecar => !VOLATILE.has(changed),
    );
    if (changes.length === 0 && conflicts.length === 0) unchanged += 1;
    else
      items.push({
        model,
        name,
        isNew: read.kind === 'absent',
        changes,
        conflicts,
        metadata: entry.metadata,
      });
  }
  return { items, unchanged, unmatched, ambiguous, failed };
}

/**
 * Carries a plan out. What was edited since the plan was made is looked at again.
 * @param options.overwriteUser takes the export's value of the person's own fields, too
 */
export async function applyImport(
  plan: ImportPlan,
  options: { readonly overwriteUser: boolean; readonly signal?: AbortSignal; readonly clock?: () => Date },
): Promise<ImportResult> {
  const failed: { name: string; problem: ProblemInfo }[] = [];
  let imported = 0;
  for (const { model, name, metadata } of plan.items) {
    options.signal?.throwIfAborted();
    try {
      await updateSidecar(model.path, (current) => importPatch(current, metadata, options.overwriteUser), {
        ...(options.clock && { clock: options.clock }),
      });
      imported += 1;
    } catch (error) {
      failed.push({ name, problem: problemInfo(toProblem(error, name)) });
    }
  }
  return { imported, failed };
}

/** The person's fields stay, with their source, unless they are to be overwritten; all else is taken over. */
function importPatch(current: Sidecar, metadata: Sidecar, overwriteUser: boolean): SidecarPatch {
  const kept = new Set<string>(overwriteUser ? [] : ownFields(current));
  const sources = { ...metadata.field_sources };
  for (const field of EDITABLE_FIELDS) {
    const mine = current.field_sources?.[field];
    if (mine !== undefined && (kept.has(field) || !(field in metadata))) sources[field] = mine;
  }
  const taken = Object.entries({ ...metadata, field_sources: sources }).filter(
    ([key, value]) =>
      key !== 'last_updated' && !kept.has(key) && !isDeepStrictEqual(value, current[key as keyof Sidecar]),
  );
  return Object.fromEntries(
    taken.filter(([key, value]) => key !== 'field_sources' || Object.keys(value).length > 0),
  );
}

function conflictsOf(current: Sidecar, metadata: Sidecar): EditableField[] {
  return ownFields(current).filter(
    (field) => field in metadata && !isDeepStrictEqual(current[field], metadata[field]),
  );
}

function ownFields({ field_sources }: Sidecar): EditableField[] {
  return EDITABLE_FIELDS.filter((field) => field_sources?.[field] === 'user');
}

/** The models that an entry may mean. The key only chooses among them: no path of the export is ever opened. */
function modelsFor(
  folder: string,
  key: string,
  size: number | undefined,
  models: readonly ExchangeModel[],
): readonly ExchangeModel[] {
  const exact = models.filter(({ path }) => nameIn(folder, path) === key.replaceAll('\\', '/'));
  if (exact.length === 1) return exact;
  const named = models.filter(({ path }) => basename(path) === fileName(key));
  return named.length > 1 ? named.filter((model) => model.size === size) : named;
}

interface ExportEntry {
  readonly size: number | undefined;
  readonly metadata: Sidecar;
}

async function readExport(source: string): Promise<[string, ExportEntry][]> {
  const text = await readFile(source, 'utf8').catch((error: unknown) => {
    throw toProblem(error, basename(source));
  });
  const read = parseJsonObject(text);
  const models = read.ok ? asObject(read.value.models) : undefined;
  if (!models) {
    const where = read.ok ? 'it has no models' : `${read.reason} (line ${read.line}, column ${read.column})`;
    throw new Problem(
      'not_json',
      `${basename(source)} is no export of metadata: ${where}.`,
      'Choose a file that Export Metadata wrote.',
    );
  }
  return Object.entries(models).flatMap(([key, value]): [string, ExportEntry][] => {
    const entry = asObject(value);
    const metadata = asObject(entry?.metadata);
    const size = typeof entry?.size === 'number' ? entry.size : undefined;
    return metadata ? [[key, { size, metadata: toSidecar(metadata) }]] : [];
  });
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}

/** The last part of a path of any system. */
function fileName(key: string): string {
  return key.split(/[\\/]/).at(-1) ?? key;
}

function nameIn(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}
