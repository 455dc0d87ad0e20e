import type { Command } from 'commander';
import { extractBatch } from '../../core/models/identify/extract';
import { baseUrlOption } from '../arguments';
import { hashMeter } from '../hashMeter';
import { EXIT } from '../output';
import type { Run } from '../run';
import { findModels, warnOfInvalidToken, type CommonOptions, type Session } from '../session';

export function registerExtract(program: Command, run: Run): void {
  program
    .command('extract')
    .description('print what Civitai says of files, download addresses included; 1 when one is unknown')
    .argument('<path...>')
    .addOption(baseUrlOption())
    .action((paths: string[], options: CommonOptions) => run(options, (session) => extract(session, paths)));
}

/** Prints what Civitai says of files, found by their SHA-256; writes nothing. */
async function extract(session: Session, paths: readonly string[]): Promise<number> {
  const { services, output, signal } = session;
  const { hasher, fileIndex } = await services.models();
  const { models, code } = await findModels(session, paths);
  await warnOfInvalidToken(session);
  const files = models.map(({ file }) => file);
  const unread = files.filter((file) => fileIndex.get(file)?.sha256 === undefined);
  const { stop, ...meter } = await hashMeter(session, files, unread);
  const deps = { civitai: services.network.civitai, hasher, fileIndex, log: output.log };
  const extracted = await extractBatch(files, deps, { signal, ...meter }).finally(stop);
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
