import { gatherModels, type Gathered } from '../core/models/gather';
import type { AnnotateResult } from '../core/models/annotate/types';
import { modelEntry } from '../core/models/modelEntry';
import { formatBytes } from '../core/models/progressText';
import { resultsText, stateText } from '../core/models/modelText';
import { inspectNew } from '../core/models/inspectNew';
import { readSidecar } from '../core/models/sidecar/store';
import { problemInfo } from '../core/files/toProblem';
import { EXIT } from './output';
import { progressBar } from './progressBar';
import { warnOfInvalidToken, type CommonOptions, type Session } from './session';

/** One model as `scan` and `annotate` print it with `--json`. */
interface Row {
  readonly path: string;
  readonly size: number;
  readonly state: AnnotateResult['state'];
  readonly civitai_model_id?: number;
  readonly civitai_version_id?: number;
  readonly identified_by?: string;
  readonly error?: string;
}

/** `scan DIR`: what is there, without a request and without reading more than headers. */
export async function scan(session: Session, folder: string): Promise<number> {
  const { services, signal } = session;
  const found = await gatherModels(services.scanner, [folder], { ignore: [], signal });
  await inspectNew(
    found.map(({ file }) => file),
    services,
    signal,
  );
  const results: AnnotateResult[] = [];
  for (const { file, name } of found) {
    const read = await readSidecar(file.path);
    const sidecar = read.kind === 'ok' ? read.sidecar : undefined;
    const problem = read.kind === 'broken' ? problemInfo(read.problem) : undefined;
    const entry = modelEntry(folder, name, file, services.facts.get(file), sidecar, problem);
    results.push({
      path: entry.path,
      size: entry.size,
      state: entry.state,
      ...(sidecar?.civitai_model_id !== undefined && { civitai_model_id: sidecar.civitai_model_id }),
      ...(sidecar?.civitai_version_id !== undefined && { civitai_version_id: sidecar.civitai_version_id }),
      ...(sidecar?.identified_by && { identified_by: sidecar.identified_by }),
      ...(entry.problem && { error: entry.problem }),
    });
  }
  print(session, found, results);
  return EXIT.ok;
}

export interface AnnotateCommandOptions extends CommonOptions {
  readonly dryRun?: boolean;
  readonly header?: boolean;
  readonly verify?: boolean;
}

/** `annotate PATH…`: identifies models and writes their sidecars. */
export async function annotate(
  session: Session,
  paths: readonly string[],
  options: AnnotateCommandOptions,
): Promise<number> {
  const { services, output, signal } = session;
  const found = await gatherModels(services.scanner, paths, { ignore: [], signal });
  await warnOfInvalidToken(session);
  const bar = await progressBar();
  const results = await services.annotator
    .annotate(
      found.map(({ file }) => file),
      {
        header: options.header ?? true,
        verify: options.verify ?? false,
        dryRun: options.dryRun ?? false,
        previews: options.previews ?? true,
        signal,
        onProgress: (progress) => bar.update(progress),
      },
    )
    .finally(() => bar.stop());
  print(session, found, results);
  if (signal.aborted) {
    output.note('Cancelled. What was done is kept; run it again to go on.');
    return EXIT.cancelled;
  }
  const failed = results.some(
    ({ state, error }) => state === 'failed' || state === 'refused' || error !== undefined,
  );
  return failed ? EXIT.failed : EXIT.ok;
}

function print({ output }: Session, found: readonly Gathered[], results: readonly AnnotateResult[]): void {
  const rows = found.flatMap(({ name }, index): Row[] => {
    const result = results[index];
    if (!result) return [];
    const { error, ...rest } = result;
    return [{ ...rest, path: name, ...(error && { error: `${error.message} ${error.advice}` }) }];
  });
  output.result(rows, table(rows));
  if (!output.json) output.note(results.length === 0 ? 'No models found.' : resultsText(results));
}

function table(rows: readonly Row[]): string[] {
  const width = Math.min(60, Math.max(0, ...rows.map(({ path }) => path.length)));
  return rows.map((row) => {
    const version =
      row.civitai_version_id === undefined
        ? ''
        : `  ${row.civitai_model_id ?? '?'} @ ${row.civitai_version_id}`;
    const error = row.error === undefined ? '' : `  ${row.error}`;
    return `${row.path.padEnd(width)}  ${formatBytes(row.size).padStart(8)}  ${stateText(row.state)}${version}${error}`;
  });
}
