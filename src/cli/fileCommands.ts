import { basename, resolve } from 'node:path';
import { parseHash, type HashType } from '../core/civitai/hashFormats';
import { parseReference } from '../core/civitai/reference';
import { Problem } from '../core/files/problem';
import { statModel } from '../core/models/statModel';
import { extractAll } from '../core/models/extract';
import { gatherModels } from '../core/models/gather';
import { HASH_KINDS, type FileHashes, type HashKind } from '../core/models/hashing/kinds';
import { setHash } from '../core/models/sidecar/edit';
import { updateSidecar } from '../core/models/sidecar/store';
import { EXIT } from './output';
import { warnOfInvalidToken, type Session } from './session';

/** `hash FILE…`: the hashes of files, each kind a key; `null` for a kind that does not apply. */
export async function hash(
  { services, output, signal }: Session,
  files: readonly string[],
  kinds: readonly HashKind[],
): Promise<number> {
  const rows: ({ readonly path: string } & FileHashes)[] = [];
  let code: number = EXIT.ok;
  for (const file of files) {
    try {
      rows.push({ path: file, ...(await services.hasher.hash(resolve(file), kinds, { signal })) });
    } catch (error) {
      if (signal.aborted) return EXIT.cancelled;
      output.problem(error);
      code = EXIT.failed;
    }
  }
  const lines = rows.flatMap((row) => kinds.map((kind) => `${row[kind] ?? '-'}  ${kind}  ${row.path}`));
  output.result(rows, lines);
  return code;
}

/** The kinds that `--kind` names: one, several with commas, or `all`. Undefined for an unknown one. */
export function parseKinds(text: string): HashKind[] | undefined {
  if (text === 'all') return [...HASH_KINDS];
  const kinds = text
    .split(',')
    .map((kind) => HASH_KINDS.find((known) => known === kind.trim().toLowerCase()));
  return kinds.every((kind) => kind !== undefined) ? kinds : undefined;
}

/** `extract PATH…`: what Civitai says of files, found by their SHA-256; writes nothing. */
export async function extract(session: Session, paths: readonly string[]): Promise<number> {
  const { services, output, signal } = session;
  const found = await gatherModels(services.scanner, paths, { ignore: [], signal });
  await warnOfInvalidToken(session);
  const names = new Map(found.map(({ file, name }) => [file.path, name]));
  const results = (
    await extractAll(
      found.map(({ file }) => file.path),
      { ...services, log: output.log },
      signal,
    )
  ).map((result) => ({ ...result, file_path: names.get(result.file_path) ?? result.file_path }));
  const lines = results.flatMap(({ name, download_urls }) => [
    `Model: ${name ?? ''}`,
    `Download URLs: ${download_urls.join(', ')}`,
    '---',
  ]);
  output.result(results, lines);
  return results.length === found.length ? EXIT.ok : EXIT.failed;
}

/** `fetch FILE URL-OR-ID`: links a file to the version that the person names. */
export async function fetchModel(session: Session, path: string, text: string): Promise<number> {
  const { services, output, signal } = session;
  const reference = parseReference(text);
  if (!reference) {
    throw new Problem(
      'bad_input',
      `${text} names no model on Civitai.`,
      'Give an address, a model id or urn:air:….',
    );
  }
  await statModel(resolve(path));
  await warnOfInvalidToken(session);
  const outcome = await services.annotator.link(resolve(path), reference, signal);
  if (outcome.kind === 'not_found') {
    throw new Problem('not_found', `Civitai has no model at ${text}.`, 'Check the address or the id.');
  }
  if (outcome.kind === 'choose') {
    for (const { id, name, baseModel } of outcome.candidates) {
      output.note(`  ${id ?? '?'}  ${name ?? ''}  ${baseModel ?? ''}`);
    }
    const example = `https://civitai.com/models/${reference.modelId ?? ''}?modelVersionId=…`;
    throw new Problem('bad_input', `${basename(path)} may be any of these versions.`, `Name one: ${example}`);
  }
  const { sidecar } = outcome;
  output.result({ path, ...sidecar }, [
    `${basename(path)}: ${sidecar.civitai_name ?? ''} ${sidecar.civitai_version_name ?? ''}`.trim(),
  ]);
  return EXIT.ok;
}

/** `set-hash FILE VALUE`: writes a hash that the person knows into the sidecar. */
export async function setModelHash(
  { output }: Session,
  path: string,
  value: string,
  type: HashType | undefined,
): Promise<number> {
  const parsed = parseHash(value, type);
  if (!parsed) {
    throw new Problem(
      'bad_input',
      `${value} is not a hash${type === undefined ? '' : ` of type ${type}`}.`,
      'Give AUTOV2: XXXXXXXXXX, a SHA-256, civitai: MODEL @ VERSION, 10 hex digits, or a Civitai address.',
    );
  }
  await statModel(resolve(path));
  const sidecar = await updateSidecar(resolve(path), (current) => setHash(current, parsed));
  output.result({ path, ...sidecar }, [`${basename(path)}: ${parsed.display}`]);
  return EXIT.ok;
}
