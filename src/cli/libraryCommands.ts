import { formatBytes } from '../core/text/amounts';
import type { AnnotateOptions, AnnotateResult } from '../core/models/identify/types';
import type { Gathered } from '../core/models/scan/resolveModels';
import { inspectNew } from '../core/models/scan/inspectNew';
import { modelEntry } from '../core/models/library/modelEntry';
import type { ModelState } from '../core/models/modelFile';
import { resultsText, stateText } from '../core/models/view/modelText';
import { readSidecar } from '../core/models/sidecar/store';
import { problemInfo } from '../core/problem/toProblem';
import { colour, EXIT, problemText } from './output';
import { withProgressBar } from './progressBar';
import { findModels, warnOfInvalidToken, type Session } from './session';

/** One model as `scan` and `annotate` print it with `--json`. */
interface Row extends Omit<AnnotateResult, 'error'> {
  readonly error?: string;
}

/** `scan DIR`: what is there, without a request and without reading more than headers. */
export async function scan(session: Session, folder: string): Promise<number> {
  const { services, signal } = session;
  const { models, code } = await findModels(session, [folder]);
  await inspectNew(
    models.map(({ file }) => file),
    services,
    signal,
  );
  const results: AnnotateResult[] = [];
  for (const { file, name } of models) {
    const read = await readSidecar(file.path);
    const sidecar = read.kind === 'ok' ? read.sidecar : undefined;
    const problem = read.kind === 'broken' ? problemInfo(read.problem) : undefined;
    const entry = modelEntry(folder, name, file, services.fileIndex.get(file), sidecar, problem);
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
  print(session, models, results);
  return code;
}

/** `annotate PATH…`: identifies models and writes their sidecars. */
export async function annotate(
  session: Session,
  paths: readonly string[],
  options: Pick<AnnotateOptions, 'header' | 'verify' | 'dryRun' | 'previews'>,
): Promise<number> {
  const { services, output, signal } = session;
  const { models, code } = await findModels(session, paths);
  await warnOfInvalidToken(session);
  const files = models.map(({ file }) => file);
  const results = await withProgressBar(output, (onProgress) =>
    services.annotator.annotate(files, { ...options, signal, onProgress }),
  );
  print(session, models, results);
  const failed = results.some(
    ({ state, error }) => state === 'failed' || state === 'refused' || error !== undefined,
  );
  return failed ? EXIT.failed : code;
}

function print({ output }: Session, models: readonly Gathered[], results: readonly AnnotateResult[]): void {
  const rows = models.flatMap(({ name }, index): Row[] => {
    const result = results[index];
    if (!result) return [];
    const { error, ...rest } = result;
    return [{ ...rest, path: name, ...(error && { error: problemText(error) }) }];
  });
  output.result(rows, table(rows));
  if (!output.json) output.note(results.length === 0 ? 'No models found.' : resultsText(results));
}

const STATE_COLOURS = {
  identified: 'green',
  provisional: 'cyan',
  not_found: 'gray',
  unhashed: 'gray',
  refused: 'red',
  failed: 'red',
} as const satisfies Record<ModelState, string>;

function table(rows: readonly Row[]): string[] {
  const width = Math.min(60, Math.max(0, ...rows.map(({ path }) => path.length)));
  return rows.map((row) => {
    const { path, size, state, civitai_model_id: model, civitai_version_id: version, error } = row;
    const cells = [
      path.padEnd(width),
      formatBytes(size).padStart(8),
      colour(STATE_COLOURS[state], stateText(state), process.stdout),
      ...(version === undefined ? [] : [`${model ?? '?'} @ ${version}`]),
      ...(error === undefined ? [] : [error]),
    ];
    return cells.join('  ');
  });
}
