import type { TransferFailure } from '../core/models/transfer/types';
import type { ProblemInfo } from '../core/problem/problem';

/** What failed of an import or export, as `--json` prints it. */
export function failureRow({ name, problem }: TransferFailure): { path: string; error: ProblemInfo } {
  return { path: name, error: problem };
}

/** `1 model`, `2 models`. */
export function modelCount(models: number): string {
  return `${models} ${models === 1 ? 'model' : 'models'}`;
}
