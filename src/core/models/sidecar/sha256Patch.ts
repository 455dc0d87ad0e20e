import type { Sidecar } from './fields';
import type { SidecarPatch } from './store';

/**
 * The hashes that a file's SHA-256 gives. A `hash` that the user typed stays what is shown.
 * @param sha256 the published one (`publishedSha256`)
 */
export function sha256Patch(current: Sidecar, sha256: string): SidecarPatch {
  const autov2 = sha256.slice(0, 10).toUpperCase();
  const isOther = current.rewritten_sha256 !== undefined && current.hash_sha256 !== sha256.toLowerCase();
  return {
    ...(current.hash_source !== 'user' && { hash: `AUTOV2: ${autov2}`, hash_type: 'AUTOV2' as const }),
    hash_autov2: autov2,
    hash_sha256: sha256.toLowerCase(),
    // It belongs to the former published hash.
    ...(isOther && { rewritten_sha256: undefined }),
  };
}
