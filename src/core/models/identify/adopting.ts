import type { ModelFile } from '../modelFile';
import type { Sidecar } from '../sidecar/fields';
import { foreignPatch } from '../sidecar/foreign/patch';
import { readForeign } from '../sidecar/foreign/read';
import { patched } from '../sidecar/replaced';
import { readSidecar, type SidecarPatch } from '../sidecar/store';
import type { AnnotatorDeps } from './types';

type Change = (current: Sidecar) => SidecarPatch;

/**
 * A change that first takes over what other tools know of a model, where it has no sidecar of ours yet. What they know
 * is read only then, so a first sidecar without their notes would lose these.
 */
export async function adopting(
  { fileIndex, log }: Pick<AnnotatorDeps, 'fileIndex' | 'log'>,
  file: ModelFile,
  change: Change,
): Promise<Change> {
  if ((await readSidecar(file.path)).kind !== 'absent') return change;
  const { metadata, notices } = await readForeign(file.path, file.size, {
    header: fileIndex.get(file)?.header,
  });
  for (const notice of notices) log.warn(notice);
  if (!metadata) return change;
  return (current) => {
    const adopted = foreignPatch(current, metadata);
    return { ...adopted, ...change(patched(current, adopted)) };
  };
}
