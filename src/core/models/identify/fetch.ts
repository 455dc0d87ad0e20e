import { basename } from 'node:path';
import { hexOf, isUsableHash } from '../../civitai/hashFormats';
import type { CivitaiReference } from '../../civitai/reference';
import { isIndirect, ofModel, referredVersions } from '../../civitai/referredVersions';
import type { CivitaiModel, ModelVersion, VersionFile } from '../../civitai/schemas';
import { fileBytes, findFileByHash } from '../../civitai/versionFiles';
import type { HeaderSummary } from '../header/summary';
import type { ModelFile } from '../modelFile';
import { inspectNew } from '../scan/inspectNew';
import { statModel } from '../scan/statModel';
import type { Candidate, IdentifiedBy } from '../sidecar/fields';
import { afterReplacement } from '../sidecar/replaced';
import { fromVersion } from '../sidecar/fromVersion';
import { notFoundPatch, fetchedPatch } from '../sidecar/merge';
import { sha256Patch } from '../sidecar/sha256Patch';
import { readSidecar, updateSidecar } from '../sidecar/store';
import { adopting } from './adopting';
import { linkDoubts } from './linkDoubt';
import { resolveHashes } from './resolve';
import { FetchRun } from './fetchRun';
import type { AnnotatorDeps, FetchDone, FetchOptions, FetchOutcome, LinkOptions } from './types';

/** Looks one model up by its hashes, the exact one first. See `Annotator.fetchByHash`. */
export async function fetchByHash(
  deps: AnnotatorDeps,
  path: string,
  options: FetchOptions,
): Promise<FetchOutcome> {
  const run = new FetchRun(deps, await statModel(path), options);
  const { file, signal } = run;
  const sha256 = await run.sha256();
  run.meter.enter('asking');
  if (isUsableHash(sha256)) {
    const { found, unanswered } = await resolveHashes(deps.civitai, [sha256], signal);
    const problem = unanswered.get(sha256);
    if (problem) throw problem;
    const answer = found.get(sha256);
    if (answer && answer.candidates.length > 1) return choose(deps, answer.candidates, signal);
    if (answer) {
      const listed = findFileByHash(answer.version, sha256);
      return save(run, { ...answer, file: listed, identifiedBy: 'sha256', sha256 });
    }
    const similar = await findByOtherHashes(deps, file, sha256, signal);
    if (similar) {
      return save(run, { ...similar, model: undefined, identifiedBy: 'tensors', sha256 });
    }
  }
  const typed = await findByTypedHash(deps, path, signal);
  if (typed) return save(run, { ...typed, model: undefined, identifiedBy: 'user', sha256 });
  const { clock } = deps;
  const notFound = afterReplacement(sha256, (current) => ({
    ...sha256Patch(current, sha256),
    ...notFoundPatch(current, clock()),
  }));
  const undo = deps.changes.recorder('fetch', basename(path));
  await updateSidecar(path, await adopting(deps, file, notFound), { clock, undo });
  run.log('not on Civitai');
  return { kind: 'not_found' };
}

/** Links a model to a version that the user names. See `Annotator.link`. */
export async function linkTo(
  deps: AnnotatorDeps,
  path: string,
  reference: CivitaiReference,
  { force = false, ...options }: LinkOptions,
): Promise<FetchOutcome> {
  return linkBy(new FetchRun(deps, await statModel(path), options), reference, force);
}

async function linkBy(run: FetchRun, reference: CivitaiReference, force: boolean): Promise<FetchOutcome> {
  const { deps, file, signal } = run;
  const { civitai } = deps;
  run.meter.enter('asking');
  if (isIndirect(reference)) {
    const candidates = await referredVersions(civitai(), reference, signal);
    const { id: versionId, modelId } = (await oneOf(run, candidates)) ?? {};
    if (versionId === undefined)
      return candidates.length > 0 ? { kind: 'choose', candidates } : { kind: 'not_found' };
    return linkBy(run, { versionId, ...(modelId !== undefined && { modelId }) }, force);
  }
  const chosen =
    reference.versionId === undefined ? undefined : await civitai().version(reference.versionId, signal);
  const modelId = chosen?.modelId ?? reference.modelId;
  const model = modelId === undefined ? undefined : await civitai().model(modelId, signal);
  const versions = (model?.modelVersions ?? []).map((version) => ofModel(version, model));
  // An unrated version has no page of its own in the API, but its model lists it.
  const wanted = chosen ?? versions.find(({ id }) => id === reference.versionId);
  if (reference.versionId !== undefined && !wanted) return { kind: 'not_found' };

  const version = wanted ?? (await oneOf(run, versions));
  if (!version) return versions.length > 0 ? { kind: 'choose', candidates: versions } : { kind: 'not_found' };
  const ofModelType = { ...version, model: { ...version.model, type: version.model?.type ?? model?.type } };
  const sha256 = await run.sha256();
  const doubts = force ? [] : linkDoubts(ofModelType, sha256, await headerOf(deps, file, signal));
  if (doubts.length > 0) return { kind: 'doubtful', version, doubts };
  const listed = findFileByHash(version, sha256) ?? onlyFileOfSize(version, file.size);
  return save(run, { version, model, file: listed, identifiedBy: 'user', sha256 });
}

/** The only version of these, or the one that has this very file. */
async function oneOf(run: FetchRun, versions: readonly ModelVersion[]): Promise<ModelVersion | undefined> {
  if (versions.length < 2) return versions[0];
  const sha256 = await run.sha256();
  return versions.find((candidate) => findFileByHash(candidate, sha256));
}

/** What the header says, read now where it was not read before. */
async function headerOf(
  deps: AnnotatorDeps,
  file: ModelFile,
  signal: AbortSignal | undefined,
): Promise<HeaderSummary | undefined> {
  await inspectNew([file], deps, signal);
  return deps.fileIndex.get(file)?.header;
}

interface Identity {
  readonly version: ModelVersion;
  readonly model: CivitaiModel | undefined;
  readonly file: VersionFile | undefined;
  readonly identifiedBy: IdentifiedBy;
  readonly sha256: string;
}

async function save(
  run: FetchRun,
  { version, model, file, identifiedBy, sha256 }: Identity,
): Promise<FetchOutcome> {
  const { deps, signal, meter } = run;
  const { path } = run.file;
  const { clock } = deps;
  const undo = deps.changes.recorder('fetch', basename(path));
  const fetched = fromVersion(version, { ...(model && { model }), ...(file && { file }) });
  const change = afterReplacement(sha256, (current) => ({
    ...fetchedPatch(current, fetched, 'civitai', identifiedBy, clock()),
    ...sha256Patch(current, sha256),
    civitai_candidates: undefined,
  }));
  const sidecar = await updateSidecar(path, await adopting(deps, run.file, change), { clock, undo });
  meter.enter('previews');
  const hasPreview = await deps.previews.ensure(path, version, { signal, undo });
  const preview = !hasPreview ? 'none' : sidecar.preview_path === undefined ? 'saved' : 'kept';
  const done: FetchDone = { hashed: run.hashed, preview };
  run.log(`saved as ${version.modelId ?? '?'} @ ${version.id ?? '?'} by ${identifiedBy}, preview ${preview}`);
  return { kind: 'saved', sidecar, done };
}

/** A copy with another header keeps its AutoV3; a version with no whole hash may still be known by its AutoV2. */
async function findByOtherHashes(
  { civitai, hasher, fileIndex }: AnnotatorDeps,
  file: ModelFile,
  sha256: string,
  signal: AbortSignal | undefined,
): Promise<{ version: ModelVersion; file: VersionFile } | undefined> {
  const isThere = fileIndex.get(file)?.problem?.code !== 'lfs_pointer';
  const { autov3 = null } = isThere ? await hasher.hash(file.path, ['autov3'], signal ? { signal } : {}) : {};
  for (const hash of [autov3, sha256.slice(0, 10)]) {
    if (typeof hash !== 'string' || !isUsableHash(hash)) continue;
    const version = await civitai().versionByHash(hash, signal);
    const listed = version && findFileByHash(version, hash);
    if (version && listed) return { version, file: listed };
  }
  return undefined;
}

/** By the hash that the user typed, for a file whose own hashes Civitai does not know: a converted or re-saved one. */
async function findByTypedHash(
  { civitai }: AnnotatorDeps,
  path: string,
  signal: AbortSignal | undefined,
): Promise<{ version: ModelVersion; file: VersionFile | undefined } | undefined> {
  const read = await readSidecar(path);
  if (read.kind !== 'ok' || read.sidecar.hash_source !== 'user') return undefined;
  const hash = hexOf(read.sidecar.hash);
  const version =
    hash === undefined || !isUsableHash(hash) ? undefined : await civitai().versionByHash(hash, signal);
  return version && { version, file: undefined };
}

async function choose(
  { civitai }: AnnotatorDeps,
  candidates: readonly Candidate[],
  signal: AbortSignal | undefined,
): Promise<FetchOutcome> {
  const versions = candidates.map(
    async ({ model_id, version_id }) =>
      // An unrated version has no page of its own in the API; it can be chosen by its id.
      (await civitai().version(version_id, signal)) ?? { id: version_id, modelId: model_id },
  );
  return { kind: 'choose', candidates: await Promise.all(versions) };
}

/** The one file of a version that has exactly this size; two of them would be a guess. */
function onlyFileOfSize(version: ModelVersion, size: number): VersionFile | undefined {
  const fitting = (version.files ?? []).filter((file) => fileBytes(file) === size);
  return fitting.length === 1 ? fitting[0] : undefined;
}
