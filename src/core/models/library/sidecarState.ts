import { problemInfo } from '../../problem/toProblem';
import type { ProblemInfo } from '../../problem/problem';
import type { Sidecar } from '../sidecar/fields';
import type { SidecarRead } from '../sidecar/store';
import type { ModelEntry } from './modelEntry';

/** What is known of the sidecar of a model: what it says, or why it could not be read; neither where there is none. */
export interface SidecarState {
  readonly sidecar?: Sidecar;
  readonly problem?: ProblemInfo;
}

/** The state that reading a sidecar gives. */
export function sidecarState(read: SidecarRead): SidecarState {
  if (read.kind === 'ok') return { sidecar: read.sidecar };
  return read.kind === 'broken' ? { problem: problemInfo(read.problem) } : {};
}

/** The state that an entry was made with. */
export function stateInEntry({ sidecar, problem }: ModelEntry): SidecarState {
  return sidecar ? { sidecar } : problem ? { problem } : {};
}
