import { HASH_FORMATS, hexOf, type HashType } from '../../civitai/hashFormats';
import type { ModelEntry } from '../library/modelEntry';

/** A hash as Civitai names its kind. */
export interface ShownHash {
  readonly kind: 'AutoV1' | 'AutoV2' | 'SHA-256' | 'AutoV3' | 'BLAKE3' | 'CRC32';
  readonly value: string;
}

type Known = Pick<ModelEntry, 'sha256' | 'sidecar' | 'header'>;

const KINDS: Readonly<Record<Exclude<HashType, 'civitai'>, ShownHash['kind']>> = {
  AUTOV1: 'AutoV1',
  AUTOV2: 'AutoV2',
  legacy: 'AutoV2',
  SHA256: 'SHA-256',
  AUTOV3: 'AutoV3',
  BLAKE3: 'BLAKE3',
  CRC32: 'CRC32',
};

/**
 * The hashes of a model that are shown, none of which contradicts another: those of the file, or, where the user typed
 * one that is not known to be the file's, that one alone.
 */
export function shownHashes(entry: Known): readonly ShownHash[] {
  const own = ofFile(entry);
  const typed = typedHash(entry);
  if (!typed || own.some(({ kind, value }) => kind === typed.kind && isSame(value, typed.value))) return own;
  return typed.kind === 'SHA-256' ? ofSha256(typed.value) : [typed];
}

/** The hash that the user typed; undefined for none, and for a version of a model. */
function typedHash({ sidecar }: Known): ShownHash | undefined {
  const format = HASH_FORMATS.find(({ type }) => type === sidecar?.hash_type);
  if (sidecar?.hash_source !== 'user' || !format || format.type === 'civitai') return undefined;
  const value = hexOf(sidecar.hash);
  return value === undefined
    ? undefined
    : { kind: KINDS[format.type], value: asShown(KINDS[format.type], value) };
}

function ofFile({ sha256: hashed, sidecar, header }: Known): readonly ShownHash[] {
  const typed = sidecar?.hash_source === 'user' ? sidecar.hash_type : undefined;
  const sha256 = hashed ?? (typed === 'SHA256' ? undefined : sidecar?.hash_sha256);
  // What the user typed is in the sidecar, and says nothing of the file.
  const autov2 = typed === 'AUTOV2' || typed === 'legacy' ? undefined : sidecar?.hash_autov2;
  const autov3 = typed === 'AUTOV3' ? header?.autov3 : (sidecar?.hash_autov3 ?? header?.autov3);
  return [
    ...(sha256 !== undefined ? ofSha256(sha256) : autov2 !== undefined ? [{ kind: 'AutoV2' as const, value: autov2 }] : []), // prettier-ignore
    ...(autov3 !== undefined ? [{ kind: 'AutoV3' as const, value: autov3 }] : []),
  ];
}

const ofSha256 = (sha256: string): readonly ShownHash[] => [
  { kind: 'AutoV2', value: sha256.slice(0, 10).toUpperCase() },
  { kind: 'SHA-256', value: sha256 },
];

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
const asShown = (kind: ShownHash['kind'], hex: string): string =>
  kind === 'SHA-256' || kind === 'AutoV3' ? hex.toLowerCase() : hex.toUpperCase();
