import { basename } from 'node:path';
import type { ParsedHash } from '../core/civitai/hashFormats';
import type { CivitaiReference } from '../core/civitai/reference';
import type { ModelVersion } from '../core/civitai/schemas';
import { Problem } from '../core/problem/problem';
import { extractBatch } from '../core/models/identify/extract';
import { resolveFile, resolveModel } from '../core/models/scan/resolveModels';
import type { FileHashes, HashKind } from '../core/models/hashing/kinds';
import type { ModelFile } from '../core/models/modelFile';
import { typedHashPatch } from '../core/models/sidecar/edit';
import { updateSidecar } from '../core/models/sidecar/store';
import { hashMeter } from './meter';
import { EXIT, problemText } from './output';
import { findModels, warnOfInvalidToken, type Session } from './session';

/** `hash FILE…`: the hashes of files, each kind a key; `null` for a kind that does not apply. */
export async function hash(
  session: Session,
  paths: readonly string[],
  kinds: readonly HashKind[],
): Promise<number> {
  const { services, output, signal } = session;
  let code: number = EXIT.ok;
  const failed = (error: unknown): undefined => {
    if (signal.aborted) return;
    output.problem(error);
    code = EXIT.failed;
  };
  const files: { readonly path: string; readonly file: ModelFile }[] = [];
  for (const path of paths) {
    const file = await resolveFile(path).catch(failed);
    if (file) files.push({ path, file });
  }
  const meter = await hashMeter(
    session,
    files.map(({ file }) => file),
  );
  const hashOne = async (path: string, file: ModelFile): Promise<{ readonly path: string } & FileHashes> => {
    const hashes = await services.hasher.hash(file.path, kinds, { signal, onBytes: meter.onBytes });
    // Whoever identifies the file later need not read it again.
    if (typeof hashes.sha256 === 'string') services.fileIndex.set(file, { sha256: hashes.sha256 });
    return { path, ...hashes };
  };
  const rows = await Promise.all(
    files.map(({ path, file }) => hashOne(path, file).catch(failed).finally(meter.onFile)),
  ).finally(() => meter.stop());
  const hashed = rows.filter((row) => row !== undefined);
  const lines = hashed.flatMap((row) => kinds.map((kind) => `${row[kind] ?? '-'}  ${kind}  ${row.path}`));
  output.result(hashed, lines);
  return code;
}

/** `extract PATH…`: what Civitai says of files, found by their SHA-256; writes nothing. */
export async function extract(session: Session, paths: readonly string[]): Promise<number> {
  const { services, output, signal } = session;
  const { models, code } = await findModels(session, paths);
  await warnOfInvalidToken(session);
  const files = models.map(({ file }) => file);
  const unread = files.filter((file) => services.fileIndex.get(file)?.sha256 === undefined);
  const { stop, ...meter } = await hashMeter(session, files, unread);
  const extracted = await extractBatch(files, { ...services, log: output.log }, { signal, ...meter }).finally(
    stop,
  );
  const byPath = new Map(extracted.map((result) => [result.file_path, result]));
  const results = models.flatMap(({ file, name }) => {
    const result = byPath.get(file.path);
    if (!result && !signal.aborted) output.note(`${name}: no metadata`);
    return result ? [{ ...result, file_path: name }] : [];
  });
  const lines = results.flatMap(({ name, download_urls }) => [
    `Model: ${name ?? ''}`,
    `Download URLs: ${download_urls.join(', ')}`,
    '---',
  ]);
  output.result(results, lines);
  return results.length === models.length ? code : EXIT.failed;
}

/** `fetch FILE URL-OR-ID`: links a file to the version that the person names. */
export async function fetchModel(
  session: Session,
  path: string,
  reference: CivitaiReference,
): Promise<number> {
  const { services, output, signal } = session;
  const file = await resolveModel(path);
  await warnOfInvalidToken(session);
  const outcome = await services.annotator.link(file.path, reference, signal);
  switch (outcome.kind) {
    case 'not_found':
      throw new Problem('not_found', 'Civitai has no such model or version.', 'Check the address or the id.');
    case 'choose':
      return listVersions(session, path, reference, outcome.candidates);
    case 'saved': {
      const { sidecar } = outcome;
      output.result({ path, ...sidecar }, [
        `${basename(path)}: ${sidecar.civitai_name ?? ''} ${sidecar.civitai_version_name ?? ''}`.trim(),
      ]);
      return EXIT.ok;
    }
  }
}

/** On a command line nobody can pick: the versions are listed, and the next call names one. */
function listVersions(
  { output }: Session,
  path: string,
  { modelId }: CivitaiReference,
  candidates: readonly ModelVersion[],
): number {
  for (const { id, name, baseModel } of candidates) {
    output.note(`  ${id ?? '?'}  ${name ?? ''}  ${baseModel ?? ''}`);
  }
  const example = `https://civitai.com/models/${modelId ?? '…'}?modelVersionId=${candidates[0]?.id ?? '…'}`;
  const problem = new Problem(
    'bad_input',
    `${basename(path)} may be any of these versions.`,
    `Name one: ${example}`,
  );
  output.problem(problem);
  const versions = candidates.map(({ id, name, baseModel }) => ({
    ...(modelId !== undefined && { civitai_model_id: modelId }),
    civitai_version_id: id,
    name,
    base_model: baseModel,
  }));
  output.result({ path, error: problemText(problem), candidates: versions }, []);
  return EXIT.failed;
}

/** `set-hash FILE VALUE`: writes a hash that the person knows into the sidecar. */
export async function setModelHash({ output }: Session, path: string, hash: ParsedHash): Promise<number> {
  const file = await resolveModel(path);
  const sidecar = await updateSidecar(file.path, (current) => typedHashPatch(current, hash));
  output.result({ path, ...sidecar }, [`${basename(path)}: ${hash.display}`]);
  return EXIT.ok;
}
