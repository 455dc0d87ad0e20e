import type { Sidecar } from './fields';

// A file whose header this program rewrote has other bytes than the one that was published. It is still the same model,
// and Civitai knows it only by the published hash. Only this file decides what that means.

/**
 * Whether a file is the one that a sidecar is of: as it was published, or as this program rewrote its header. A sidecar
 * without a hash may be of any file.
 * @param sha256 of the file as it is now, lower case
 */
export function isSameFile(sidecar: Sidecar, sha256: string): boolean {
  return sidecar.hash_sha256 === undefined || publishedSha256(sidecar, sha256) === sidecar.hash_sha256;
}

/**
 * The SHA-256 that Civitai knows a file by: its own, or that of the file whose header this program rewrote.
 * @param sha256 of the file as it is now, lower case
 */
export function publishedSha256(sidecar: Sidecar | undefined, sha256: string): string {
  return sidecar?.rewritten_sha256 === sha256 ? (sidecar.hash_sha256 ?? sha256) : sha256;
}
