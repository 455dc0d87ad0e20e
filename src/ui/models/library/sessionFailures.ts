import type { AnnotateResult } from '../../../core/models/identify/types';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import type { ProblemInfo } from '../../../core/problem/problem';

/** What failed in this session, by model. It is not written anywhere: the next annotation may succeed. */
export class SessionFailures {
  private readonly byPath = new Map<string, ProblemInfo>();

  /** Remembers a failure, and forgets that of a model which succeeded. */
  note({ path, state, error }: AnnotateResult): void {
    if (state === 'failed' && error && error.code !== 'cancelled') this.byPath.set(path, error);
    else this.byPath.delete(path);
  }

  /** The entry with what failed; what its own files say comes first. */
  addTo(entry: ModelEntry): ModelEntry {
    const problem = entry.problem ?? this.byPath.get(entry.path);
    if (!problem) return entry;
    return { ...entry, problem, state: entry.state === 'unidentified' ? 'failed' : entry.state };
  }
}
