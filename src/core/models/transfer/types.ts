import type { ProblemInfo } from '../../problem/problem';
import type { ModelFile } from '../modelFile';

/** A model that metadata is exported of, or imported for. */
export type TransferModel = Pick<ModelFile, 'path' | 'size'>;

/** A model that was skipped, and why. */
export interface TransferFailure {
  /** Relative to the folder, forward slashes. */
  readonly name: string;
  readonly problem: ProblemInfo;
}
