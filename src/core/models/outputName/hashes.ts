import * as l10n from '@vscode/l10n';
import { Problem } from '../../problem/problem';
import type { Hasher } from '../hashing/hasher';
import { AUTOV3_MAX_HEADER } from '../hashing/kinds';
import { LENGTH_BYTES } from '../header/read';
import type { HeaderWithOutputName } from '../header/headerWithOutputName';

/** The hashes of a file and of its tensors. */
export interface TensorHashes {
  /** 64 hex, lower case. */
  readonly sha256: string;
  readonly autov3: string | null;
}

/** Reads a file once for both of its hashes. Throws as `Hasher.hash`. */
export async function hashesOf(
  path: string,
  hasher: Hasher,
  options: { readonly signal?: AbortSignal; readonly onBytes: (bytes: number) => void },
): Promise<TensorHashes> {
  const { sha256, autov3 = null } = await hasher.hash(path, ['sha256', 'autov3'], options);
  if (typeof sha256 !== 'string') throw new Error('SHA-256 applies to every file');
  return { sha256, autov3 };
}

/**
 * Refuses a copy whose tensors are others than those of the file. AutoV3 is their hash, but for headers of a size that
 * no LoRA has.
 * @throws Problem `write_failed`
 */
export function requireSameTensors(
  before: TensorHashes,
  after: TensorHashes,
  header: HeaderWithOutputName,
  name: string,
): void {
  const longest = Math.max(header.dataStart, header.bytes.length) - LENGTH_BYTES;
  if (BigInt(longest) >= AUTOV3_MAX_HEADER || before.autov3 === after.autov3) return;
  throw new Problem(
    'write_failed',
    l10n.t('{0} is as it was: its tensors came out changed when they were read back.', name),
    l10n.t('Check the drive, and try again.'),
  );
}
