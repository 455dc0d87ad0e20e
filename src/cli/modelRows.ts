import type { AnnotateResult } from '../core/models/identify/types';
import type { ModelState } from '../core/models/modelFile';
import type { ResolvedModel } from '../core/models/scan/resolveModels';
import { modelSize, resultsText, stateText } from '../core/models/view/modelText';
import { visible } from '../core/text/visible';
import { colour, problemText } from './output';
import type { Session } from './session';

/** One model as `scan` and `annotate` print it with `--json`. */
interface Row extends Omit<AnnotateResult, 'error'> {
  readonly error?: string;
}

/** Prints models and what is known of them, each by the name that the call gave it. */
export function printModels(
  { output }: Session,
  models: readonly ResolvedModel[],
  results: readonly AnnotateResult[],
): void {
  const rows = models.flatMap(({ name }, index): Row[] => {
    const result = results[index];
    if (!result) return [];
    const { error, ...rest } = result;
    return [{ ...rest, path: name, ...(error && { error: problemText(error) }) }];
  });
  output.result(
    rows.map((row) => ({ ...row, state: jsonState(row.state) })),
    table(rows),
  );
  if (!output.json) output.note(results.length === 0 ? 'No models found.' : resultsText(results));
}

/** A state as `--json` calls it: scripts know the older word of one. */
function jsonState(state: ModelState): string {
  return state === 'unidentified' ? 'unhashed' : state;
}

const STATE_COLOURS = {
  identified: 'green',
  provisional: 'cyan',
  not_found: 'gray',
  unidentified: 'gray',
  refused: 'red',
  failed: 'red',
} as const satisfies Record<ModelState, string>;

function table(rows: readonly Row[]): string[] {
  const width = Math.min(60, Math.max(0, ...rows.map(({ path }) => path.length)));
  return rows.flatMap((row) => {
    const { path, state, civitai_model_id: model, civitai_version_id: version, error, notices = [] } = row;
    const cells = [
      visible(path).padEnd(width),
      modelSize(row).padStart(8),
      colour(STATE_COLOURS[state], stateText(state), process.stdout),
      ...(version === undefined ? [] : [`${model ?? '?'} @ ${version}`]),
      ...(error === undefined ? [] : [error]),
    ];
    return [cells.join('  '), ...notices.map((notice) => `${' '.repeat(4)}${notice}`)];
  });
}
