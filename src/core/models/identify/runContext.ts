import type { ModelVersion } from '../../civitai/schemas';
import type { ModelFile } from '../modelFile';
import type { Meter } from '../../progress/meter';
import type { Reachability } from './reachability';
import type { Recorder } from './recorder';
import type { AnnotatorDeps } from './types';

/** What the steps of one run share. */
export interface RunContext {
  readonly deps: AnnotatorDeps;
  readonly signal: AbortSignal | undefined;
  readonly meter: Meter;
  readonly recorder: Recorder;
  readonly reachability: Reachability;
  /** The identified files, whose previews are downloaded at the end. */
  readonly identified: { readonly file: ModelFile; readonly version: ModelVersion }[];
}

/** Hashes are asked about in batches of this size. */
export const ASK_BATCH = 100;

/** What the questions before the hashing count for, in percent: how much there is to hash is not known yet. */
export const ASKING_PERCENT = 10;
