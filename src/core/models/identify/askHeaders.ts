import type { ModelVersion, VersionFile } from '../../civitai/schemas';
import { fileBytes, findFileByHash } from '../../civitai/versionFiles';
import { tookText } from '../../log';
import type { ModelFile } from '../modelFile';
import { fromVersion } from '../sidecar/fromVersion';
import { fetchedPatch } from '../sidecar/merge';
import type { Planned } from './plan';
import { modelsOf } from './resolve';
import { ASK_BATCH, type RunContext } from './runContext';

/** A file whose header hash and size match a file of a version. */
interface HeaderHit {
  readonly file: ModelFile;
  readonly version: ModelVersion;
  readonly listed: VersionFile;
}

/**
 * Asks Civitai about the hashes in headers, one request each, and saves what it finds.
 * @returns the files that have to be hashed after all
 */
export async function askHeaders(context: RunContext, planned: readonly Planned[]): Promise<Planned[]> {
  const unanswered: Planned[] = [];
  const items = planned.flatMap((item) =>
    item.step.kind === 'header' ? [{ ...item, autov3: item.step.autov3 }] : [],
  );
  const started = performance.now();
  for (let start = 0; start < items.length; start += ASK_BATCH) {
    const hits: HeaderHit[] = [];
    const askOne = async (item: (typeof items)[number]): Promise<void> => {
      const hit = await askHeader(context, item.file, item.autov3);
      if (hit) hits.push(hit);
      else unanswered.push(item);
    };
    await Promise.all(items.slice(start, start + ASK_BATCH).map(askOne));
    await saveHits(context, hits);
  }
  if (items.length > 0) {
    const found = items.length - unanswered.length;
    context.deps.log.info(
      `Asked Civitai about ${items.length} hashes of headers in ${tookText(started)}: ${found} found`,
    );
  }
  return unanswered;
}

async function askHeader(
  { deps, signal, reachability }: RunContext,
  file: ModelFile,
  autov3: string,
): Promise<HeaderHit | undefined> {
  try {
    const version = await reachability.ask(() => deps.civitai().versionByHash(autov3, signal));
    const listed = version && findFileByHash(version, autov3);
    // The same tensors under another header make another file: only the exact size makes it this one.
    return version && listed && fileBytes(listed) === file.size ? { file, version, listed } : undefined;
  } catch (error) {
    if (signal?.aborted) throw error;
    // The file is hashed next, and the bulk question about its SHA-256 may succeed.
    return undefined;
  }
}

async function saveHits(context: RunContext, hits: readonly HeaderHit[]): Promise<void> {
  const { deps, recorder, identified } = context;
  const versions = hits.map(({ version }) => version);
  const models = await modelsOf(deps.civitai, versions, context.signal);
  for (const { file, version, listed } of hits) {
    const model = models.get(version.modelId ?? 0);
    const fetched = fromVersion(version, { ...(model && { model }), file: listed });
    await recorder.save(file, (current) => fetchedPatch(current, fetched, 'civitai', 'header', deps.clock()));
    identified.push({ file, version });
  }
}
