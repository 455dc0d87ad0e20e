import { relative, sep } from 'node:path';
import { Meter } from '../../progress/meter';
import { inOrder } from './inOrder';
import { OUTCOMES, type TokenLine } from './workerProtocol';
import type { PromptThreads } from './threads';
import type { CollectedTokens, RunOptions } from './types';

/** Counts the tokens of prompt files. The order depends on the files alone, not on which thread is first. */
export async function collectTokens(
  threads: PromptThreads,
  base: string,
  paths: readonly string[],
  { signal, onProgress }: RunOptions,
): Promise<CollectedTokens> {
  const meter = new Meter(onProgress, { rate: 'files' });
  meter.enter('finding');
  const found = await threads.call({ kind: 'find', places: [{ base, paths }] }, { signal });
  meter.enter('reading', { files: found.batches.reduce((sum, batch) => sum + batch.files, 0) });
  const files: string[] = [];
  const tokens = new Map<string, { token: string; count: number; files: number[] }>();
  const skipped: { path: string; reason: CollectedTokens['skipped'][number]['reason'] }[] = [];
  const failed = [...found.failed];
  const calls = found.batches.map(({ paths: some }) =>
    threads.call({ kind: 'collect', paths: some }, { signal, onProgress: (count) => meter.addFiles(count) }),
  );
  await inOrder(calls, ({ outcomes, tokens: lines, failed: more }, number) => {
    failed.push(...more);
    const indexes: number[] = [];
    for (const [index, path] of (found.batches[number]?.paths ?? '').split('\0').entries()) {
      const outcome = OUTCOMES[outcomes[index] ?? 0] ?? 'failed';
      indexes.push(files.length);
      if (outcome === 'unchanged') files.push(relative(base, path).replaceAll(sep, '/'));
      else if (outcome !== 'changed' && outcome !== 'failed') skipped.push({ path, reason: outcome });
    }
    for (const [token, count, ...within] of JSON.parse(lines) as TokenLine[]) {
      const known = tokens.get(token) ?? { token, count: 0, files: [] };
      tokens.set(token, known);
      known.count += count;
      for (const index of within) known.files.push(indexes[index] ?? 0);
    }
  });
  failed.sort((one, other) => (one.path < other.path ? -1 : 1));
  return { base, files, tokens: [...tokens.values()], skipped, failed };
}
