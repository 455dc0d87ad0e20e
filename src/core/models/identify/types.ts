import type { CivitaiClient } from '../../civitai/client';
import type { ModelVersion } from '../../civitai/schemas';
import type { ProblemInfo } from '../../problem/problem';
import type { Log } from '../../log';
import type { FileIndex } from '../scan/fileIndex';
import type { Hasher } from '../hashing/hasher';
import type { ModelState } from '../modelFile';
import type { PreviewStore } from '../previews/previewStore';
import type { Scanner } from '../scan/scanner';
import type { IdentifiedBy, Sidecar } from '../sidecar/fields';

/** How far an annotate run is. */
export interface AnnotateProgress {
  readonly phase: 'reading' | 'asking' | 'hashing' | 'previews';
  /** Files of this run, and how many of them have their answer. */
  readonly files: number;
  readonly filesDone: number;
  /** Bytes to hash, and how many are. */
  readonly bytes: number;
  readonly bytesDone: number;
  readonly bytesPerSecond: number;
  /** Of the hashing; absent while nothing can be said. */
  readonly secondsLeft?: number;
  /** Requests sent to Civitai in this run. */
  readonly requests: number;
}

export interface AnnotateOptions {
  /** Ask Civitai about the hash in a LoRA's header before reading the file (default). */
  readonly header?: boolean;
  /** Hash also what a header, another tool or an unverified sidecar identified. */
  readonly verify?: boolean;
  /** Ask, but write nothing beside the models. */
  readonly dryRun?: boolean;
  /** Download preview pictures (default). */
  readonly previews?: boolean;
  readonly signal?: AbortSignal;
  onProgress?(progress: AnnotateProgress): void;
  /** Called when a file has its answer, and again when it has its preview, so that a view can show them at once. */
  onResult?(result: AnnotateResult): void;
}

/** What an annotate run found out about one file. */
export interface AnnotateResult {
  /** Absolute path. */
  readonly path: string;
  readonly size: number;
  readonly state: ModelState;
  readonly civitai_model_id?: number;
  readonly civitai_version_id?: number;
  readonly identified_by?: IdentifiedBy;
  readonly error?: ProblemInfo;
}

/** What a fetch of one model came to. `choose`: several versions fit, the person picks. */
export type FetchOutcome =
  | { readonly kind: 'saved'; readonly sidecar: Sidecar }
  | { readonly kind: 'choose'; readonly candidates: readonly ModelVersion[] }
  | { readonly kind: 'not_found' };

/** What identifying stands on. */
export interface AnnotatorDeps {
  readonly client: CivitaiClient;
  readonly scanner: Scanner;
  readonly hasher: Hasher;
  readonly fileIndex: FileIndex;
  readonly previews: PreviewStore;
  readonly log: Log;
  readonly clock: () => Date;
}
