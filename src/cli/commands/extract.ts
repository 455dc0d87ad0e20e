import type { Command } from 'commander';
import { extractBatch } from '../../core/models/identify/extract';
import { extractedLines } from '../../core/models/identify/extractedText';
import { baseUrlOption } from '../arguments';
import { EXIT } from '../output';
import { withProgressBar } from '../progressBar';
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
  const { civitai, requestCount } = services.network;
  const { models, code } = await findModels(session, paths);
  await warnOfInvalidToken(session);
  const files = models.map(({ file }) => file);
  const deps = { civitai, requestCount, hasher, fileIndex, log: output.log };
  const extracted = await withProgressBar(output, (onProgress) =>
    extractBatch(files, deps, { signal, onProgress }),
  );
  const byPath = new Map(extracted.map((result) => [result.file_path, result]));
  const results = models.flatMap(({ file, given }) => {
    const result = byPath.get(file.path);
    if (!result && !signal.aborted) output.note(`${given}: no metadata`);
    return result ? [{ ...result, file_path: given }] : [];
  });
  output.result(results, extractedLines(results));
  return results.length === models.length ? code : EXIT.failed;
}
