import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeFileAtomic } from '../../files/atomicWrite';
import { editJson, parseJsonObject } from '../../files/jsonDocument';
import { withFileLock } from '../../files/lock';
import { Problem } from '../../files/problem';
import { errnoOf, toProblem } from '../../files/toProblem';
import type { Sidecar } from './fields';
import { SIDECAR_KEYS, toSidecar } from './read';

/** Changes to a sidecar; `undefined` removes a key. */
export type SidecarPatch = { [K in keyof Sidecar]?: Sidecar[K] | undefined };

/** A sidecar as it was found. `broken` is reported and never overwritten. */
export type SidecarRead =
  | { readonly kind: 'absent' }
  | { readonly kind: 'ok'; readonly sidecar: Sidecar }
  | { readonly kind: 'broken'; readonly problem: Problem };

/** How often an update starts anew when somebody else changes the file at the same moment. */
const TRIES = 5;

/** The sidecar of a model file: its whole name and `.metadata.json` (S0-43). */
export function sidecarPath(modelPath: string): string {
  return `${modelPath}.metadata.json`;
}

/** Reads the sidecar of a model file. Never throws: a file that cannot be read is `broken`. */
export async function readSidecar(modelPath: string): Promise<SidecarRead> {
  const path = sidecarPath(modelPath);
  try {
    const text = await readText(path);
    return text === undefined ? { kind: 'absent' } : { kind: 'ok', sidecar: toSidecar(parse(text, path)) };
  } catch (error) {
    return { kind: 'broken', problem: toProblem(error, basename(path)) };
  }
}

/**
 * Changes the sidecar of a model file. It is read fresh while no other process of this user writes it, changed, and
 * written whole; what `change` does not name stays byte for byte. Nothing is written where nothing changes.
 * @param change gives the changes for the sidecar as it is now; called again when somebody changes it meanwhile
 * @returns the sidecar as it is afterwards
 * @throws Problem `not_json`, `read_only`, `disk_full`, `locked`, `changed_meanwhile`, `missing` or `unreadable`
 */
export async function updateSidecar(
  modelPath: string,
  change: (current: Sidecar) => SidecarPatch,
  options: { readonly clock?: () => Date } = {},
): Promise<Sidecar> {
  const path = sidecarPath(modelPath);
  const { clock = () => new Date() } = options;
  return withFileLock(path, async () => {
    for (let tries = 0; tries < TRIES; tries++) {
      const text = await guarded(readText(path), path);
      const { current, changes } = changesOf(text, path, change);
      if (Object.keys(changes).length === 0) return current;
      const next = apply(text, { ...changes, last_updated: localTime(clock()) });
      // Editors do not know our lock.
      if ((await guarded(readText(path), path)) !== text) continue;
      await writeFileAtomic(path, next);
      return toSidecar(parse(next, path));
    }
    throw new Problem(
      'changed_meanwhile',
      `${basename(path)} is being changed by another program.`,
      'Try again when it is done.',
    );
  });
}

/** What `updateSidecar` would make of the sidecar, without writing it. */
export async function dryUpdateSidecar(
  modelPath: string,
  change: (current: Sidecar) => SidecarPatch,
): Promise<Sidecar> {
  const path = sidecarPath(modelPath);
  const text = await guarded(readText(path), path);
  const { changes } = changesOf(text, path, change);
  return toSidecar(parse(apply(text, changes), path));
}

/** The keys that really change: a value that is there already is not written anew (`7.0` stays `7.0`). */
function changesOf(
  text: string | undefined,
  path: string,
  change: (current: Sidecar) => SidecarPatch,
): { current: Sidecar; changes: SidecarPatch } {
  const value = text === undefined ? {} : parse(text, path);
  const current = toSidecar(value);
  const changes = Object.fromEntries(
    Object.entries(change(current)).filter(
      ([key, next]) =>
        !isDeepStrictEqual(next, current[key as keyof Sidecar]) && !(next === undefined && !(key in value)),
    ),
  );
  return { current, changes };
}

function apply(text: string | undefined, changes: SidecarPatch): string {
  if (text !== undefined) return editJson(text, changes);
  const ordered = SIDECAR_KEYS.filter((key) => changes[key] !== undefined).map((key) => [key, changes[key]]);
  return `${JSON.stringify(Object.fromEntries(ordered), null, 2)}\n`;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(path);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    if (error instanceof TypeError) throw notJson(path, 'it is not UTF-8');
    throw error;
  }
}

function parse(text: string, path: string): Record<string, unknown> {
  const read = parseJsonObject(text);
  if (read.ok) return read.value;
  throw notJson(path, `${read.reason} (line ${read.line}, column ${read.column})`);
}

function notJson(path: string, why: string): Problem {
  return new Problem(
    'not_json',
    `${basename(path)} was left alone: ${why}.`,
    'Open it and correct it, or delete it to have it written anew.',
  );
}

async function guarded<T>(work: Promise<T>, path: string): Promise<T> {
  return work.catch((error: unknown) => {
    throw toProblem(error, basename(path));
  });
}

/** `2024-11-21T10:30:00`: local, to the second, without zone (S0-58). */
function localTime(date: Date): string {
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}
