import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeFileAtomic } from '../../files/atomicWrite';
import { editJson, JsonMembers } from '../../json/jsonDocument';
import {
  MAX_JSON_BYTES,
  notJson,
  parseJsonText,
  readJsonFile,
  readUtf8,
  type JsonFile,
} from '../../json/jsonFile';
import { withFileLock } from '../../files/lock';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import { localTime } from '../../text/localTime';
import type { UndoRecorder } from '../../undo/undoRecorder';
import { stemOf } from '../modelFile';
import { SIDECAR_KEYS, type Sidecar } from './fields';
import { bounded } from './limits';
import { sidecarPath } from './path';
import { toSidecar as sidecarOf } from './read';
import { withoutGuesses } from './withoutGuesses';

/** Changes to a sidecar; `undefined` removes a key. */
export type SidecarPatch = { [K in keyof Sidecar]?: Sidecar[K] | undefined };

/** A patch that may also name keys which this program does not know. */
export type SidecarChanges = SidecarPatch & Readonly<Record<string, unknown>>;

/**
 * Says what to change.
 * @param current the sidecar as it is now
 * @param value the same with everything that the file holds: unknown keys, and keys of a wrong type
 */
export type SidecarChange = (current: Sidecar, value: Readonly<Record<string, unknown>>) => SidecarChanges;

/** A sidecar as it was found. `broken` is reported and never overwritten. */
export type SidecarRead =
  | { readonly kind: 'absent' }
  | { readonly kind: 'ok'; readonly sidecar: Sidecar }
  | { readonly kind: 'broken'; readonly problem: Problem };

/** How often an update starts again when another program changes the file at the same moment. */
const TRIES = 5;

/** Reads the sidecar of a model file. Never throws: a file that cannot be read is `broken`. */
export async function readSidecar(modelPath: string): Promise<SidecarRead> {
  try {
    const file = await readSidecarFile(modelPath);
    return file ? { kind: 'ok', sidecar: toSidecar(file.value, modelPath) } : { kind: 'absent' };
  } catch (error) {
    return { kind: 'broken', problem: toProblem(error, basename(sidecarPath(modelPath))) };
  }
}

/**
 * Reads the sidecar of a model file with everything that it holds.
 * @returns undefined where the model has none
 * @throws Problem `not_json` or `unreadable`
 */
export async function readSidecarFile(modelPath: string): Promise<JsonFile | undefined> {
  const path = sidecarPath(modelPath);
  const file = await readJsonFile(path);
  if (file && isLoraManagers(file.value)) {
    throw new Problem(
      'unreadable',
      l10n.t("{0} was left alone: it is Lora Manager's, of another model.", basename(path)),
      l10n.t('Rename the model that Lora Manager calls {0}.', basename(modelPath)),
    );
  }
  return file;
}

/** Lora Manager's file of a model `foo.safetensors.ckpt` has the name of ours of `foo.safetensors`. */
function isLoraManagers(value: Readonly<Record<string, unknown>>): boolean {
  const theirs = ['file_name', 'file_path', 'sha256'].every((key) => typeof value[key] === 'string');
  return theirs && !('hash' in value) && !('hash_sha256' in value) && !('last_updated' in value);
}

/**
 * Changes the sidecar of a model file. It is read fresh while no other process of this user writes it, changed, and
 * written whole; what `change` does not name stays byte for byte. Nothing is written where nothing changes.
 * @param change called again when the file changes meanwhile
 * @param options.undo keeps what the file held before
 * @returns the sidecar as it is afterwards
 * @throws Problem `not_json`, `read_only`, `disk_full`, `locked`, `changed_meanwhile`, `missing`, `unreadable` or
 * `write_failed`
 */
export async function updateSidecar(
  modelPath: string,
  change: SidecarChange,
  options: { readonly clock?: () => Date; readonly undo?: UndoRecorder | undefined } = {},
): Promise<Sidecar> {
  const path = sidecarPath(modelPath);
  const { clock = () => new Date() } = options;
  return withFileLock(path, async () => {
    for (let tries = 0; tries < TRIES; tries++) {
      const file = await readSidecarFile(modelPath);
      const changes = changesOf(file, change, modelPath);
      if (Object.keys(changes).length === 0) return toSidecar(file?.value ?? {}, modelPath);
      const next = apply(file, { ...changes, last_updated: localTime(clock()) }, path);
      requireReadable(next, file, path);
      // Editors do not honour our lock, so the file is compared once more.
      const unchanged = async (): Promise<void> => {
        if ((await readUtf8(path)) !== file?.text) throw changedMeanwhile(path);
        await options.undo?.keep(path, file && Buffer.from(file.text), Buffer.from(next));
      };
      try {
        await writeFileAtomic(path, next, { beforeRename: unchanged });
        return toSidecar(parseJsonText(next, basename(path)), modelPath);
      } catch (error) {
        if (!(error instanceof Problem && error.code === 'changed_meanwhile')) throw error;
      }
    }
    throw changedMeanwhile(path);
  });
}

/** Bytes that a change may add: far more than all known keys can fill. */
const MAX_GROWTH = 16 * 1024 * 1024;

/** Refuses to make a sidecar so large that it could not be read again. */
function requireReadable(next: string, before: JsonFile | undefined, path: string): void {
  const bytes = Buffer.byteLength(next);
  const growth = bytes - Buffer.byteLength(before?.text ?? '');
  if (growth <= 0 || (growth <= MAX_GROWTH && bytes <= MAX_JSON_BYTES)) return;
  throw new Problem(
    'bad_input',
    l10n.t('{0} was left alone: it would become larger than a sidecar can be.', basename(path)),
    l10n.t('Take what is so large out of what is imported.'),
  );
}

function changedMeanwhile(path: string): Problem {
  return new Problem(
    'changed_meanwhile',
    l10n.t('{0} is being changed by another program.', basename(path)),
    l10n.t('Try again when it is done.'),
  );
}

/** What `updateSidecar` would make of the sidecar, without writing it. */
export async function dryUpdateSidecar(modelPath: string, change: SidecarChange): Promise<Sidecar> {
  const path = sidecarPath(modelPath);
  const file = await readSidecarFile(modelPath);
  const next = apply(file, changesOf(file, change, modelPath), path);
  return toSidecar(parseJsonText(next, basename(path)), modelPath);
}

/** What a parsed sidecar says of a model. */
function toSidecar(value: Readonly<Record<string, unknown>>, modelPath: string): Sidecar {
  return withoutGuesses(sidecarOf(value), stemOf(modelPath));
}

/** The keys that really change: a value that is there already is not written again (`7.0` stays `7.0`). */
function changesOf(file: JsonFile | undefined, change: SidecarChange, modelPath: string): SidecarChanges {
  const value = file?.value ?? {};
  const current = toSidecar(value, modelPath);
  const entries = Object.entries(change(current, value)).flatMap(([key, wanted]): [string, unknown][] => {
    const known = SIDECAR_KEYS.includes(key as keyof Sidecar);
    const next = known ? bounded(key as keyof Sidecar, wanted) : wanted;
    const now = known ? current[key as keyof Sidecar] : value[key];
    if (isDeepStrictEqual(next, now)) return [];
    return next === undefined && !Object.hasOwn(value, key)
      ? []
      : [[key, withinObject(next, now, value[key])]];
  });
  return Object.fromEntries(entries);
}

/** Of an object that is there, only the members that really change: others may be unknown, or written as `7.0`. */
function withinObject(next: unknown, now: unknown, found: unknown): unknown {
  if (!isObject(found) || !(next === undefined || isObject(next))) return next;
  const known = isObject(now) ? now : {};
  const after = next ?? {};
  const unknown = Object.keys(found).filter(
    (key) => !Object.hasOwn(known, key) && !Object.hasOwn(after, key),
  );
  if (unknown.length === 0 && Object.keys(after).length === 0) return next;
  const touched = Object.keys({ ...known, ...after }).filter(
    (key) => !isDeepStrictEqual(known[key], after[key]),
  );
  return new JsonMembers(Object.fromEntries(touched.map((key) => [key, after[key]])));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function apply(file: JsonFile | undefined, changes: SidecarChanges, path: string): string {
  try {
    return file ? editJson(file.text, changes) : editJson('{}\n', inOrder(changes));
  } catch (error) {
    if (error instanceof RangeError) throw notJson(basename(path), l10n.t('it is nested too deeply'));
    throw error;
  }
}

/** The known keys in their order, then the others. */
function inOrder(changes: SidecarChanges): SidecarChanges {
  const known = SIDECAR_KEYS.filter((key) => Object.hasOwn(changes, key));
  return { ...Object.fromEntries(known.map((key): [string, unknown] => [key, changes[key]])), ...changes };
}
