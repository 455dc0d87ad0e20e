import { PREVIEW_FOLDER } from '../../files/folderNames';
import type { Sidecar } from './fields';
import { versionResetPatch } from './replaced';
import { sha256Patch } from './sha256Patch';
import type { SidecarPatch } from './store';

/**
 * Takes the link to Civitai away with all that came from there. The user's own values, the hashes of the file, and a
 * picture that the user put beside it stay.
 */
export function unlinkPatch(current: Sidecar): SidecarPatch {
  const { hash_sha256: sha256, hash_type: type, preview_path: preview } = current;
  const ownPicture = preview !== undefined && !preview.startsWith(`${PREVIEW_FOLDER}/`);
  return {
    ...versionResetPatch(current),
    ...(ownPicture && { preview_path: preview }),
    ...(type === 'civitai' && { hash: undefined, hash_type: undefined, hash_source: undefined }),
    ...(type === 'civitai' && sha256 !== undefined && sha256Patch({}, sha256)),
    civitai_checked_at: undefined,
    civitai_state: 'unlinked',
  };
}
