import type { CivitaiClient } from '../../civitai/client';
import type { ModelVersion } from '../../civitai/schemas';
import type { ProblemInfo } from '../../problem/problem';
import type { Log } from '../../log';
import type { OnProgress } from '../../progress/progress';
import type { Witness } from '../header/architecture';
import type { ModelChanges } from '../changes/modelChanges';
import type { FileIndex } from '../scan/fileIndex';
import type { Hasher } from '../hashing/hasher';
import type { HashingSpeed } from '../hashing/hashingSpeed';
import type { ModelFile, ModelState } from '../modelFile';
import type { PreviewStore } from '../previews/previewStore';
import type { Scanner } from '../scan/scanner';
import type { Sidecar } from '../sidecar/fields';

export interface AnnotateOptions {
  /** Ask Civitai about the hash in a LoRA's header before a file is read that takes longer than the answer (default). */
  readonly header?: boolean;
  /** Hash also what a header, another tool or an unverified sidecar identified. */
  readonly verify?: boolean;
  /** Ask, but write nothing beside the models. */
  readonly dryRun?: boolean;
  /** Download preview pictures (default). */
  readonly previews?: boolean;
  readonly signal?: AbortSignal;
  /** Files are done when they have their answer; bytes are those to hash. */
  readonly onProgress?: OnProgress;
  /** Called when a file has its answer, and again when it has its preview, so that a view can show them at once. */
  onResult?(result: AnnotateResult): void;
  /**
   * Called at the end where files have no answer because Civitai cannot be reached, or is down for all: they stay as
   * they were, and the run is worth another try.
   */
  onOutage?(problem: ProblemInfo): void;
}

/** What an annotate run found out about one file. */
export interface AnnotateResult
  extends
    Pick<ModelFile, 'path' | 'size'>,
    Readonly<Pick<Sidecar, 'civitai_model_id' | 'civitai_version_id' | 'identified_by'>> {
  readonly state: ModelState;
  readonly error?: ProblemInfo;
  /** What of other tools' sidecars was not taken, and why. */
  readonly notices?: readonly string[];
  /** In Civitai's words: the sidecar's, else the header's. */
  readonly base_model?: string;
  readonly type?: string;
  /** Who tells the base model, or where none is told, the type: the sidecar, or what of the header. */
  readonly told_by?: ToldBy;
}

export type ToldBy = 'sidecar' | 'header' | Witness;

/** How to fetch one model. */
export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  /** Its phases, and the bytes to hash. */
  readonly onProgress?: OnProgress | undefined;
}

/** How to link a model to a version that the user names. */
export interface LinkOptions extends FetchOptions {
  /** Link also where something speaks against it. */
  readonly force?: boolean;
}

/** What a fetch did (S0-30, S0-39). */
export interface FetchDone {
  /** Whether the file was read; else its hash was known. */
  readonly hashed: boolean;
  /** Whether the preview was saved now, was there before, or is none. */
  readonly preview: 'saved' | 'kept' | 'none';
}

/**
 * What a fetch of one model came to. `choose`: several versions fit, and the user picks one; `doubtful`: nothing is
 * saved, since something speaks against the version (whole sentences).
 */
export type FetchOutcome =
  | { readonly kind: 'saved'; readonly sidecar: Sidecar; readonly done: FetchDone }
  | { readonly kind: 'choose'; readonly candidates: readonly ModelVersion[] }
  | { readonly kind: 'doubtful'; readonly version: ModelVersion; readonly doubts: readonly string[] }
  | { readonly kind: 'not_found' };

/** What identifying needs. */
export interface AnnotatorDeps {
  /** Asked at each use, since a changed setting replaces it. */
  readonly civitai: () => CivitaiClient;
  /** How many requests have left for Civitai so far. */
  readonly requestCount: () => number;
  readonly scanner: Scanner;
  readonly hasher: Hasher;
  readonly hashingSpeed: HashingSpeed;
  readonly fileIndex: FileIndex;
  readonly previews: PreviewStore;
  readonly changes: Pick<ModelChanges, 'recorder'>;
  readonly log: Log;
  readonly clock: () => Date;
}
