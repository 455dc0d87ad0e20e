import type { ProblemInfo } from '../../problem/problem';
import type { OnProgress } from '../../progress/progress';
import type { Annotator } from '../identify/annotator';
import type { FileIndex } from '../scan/fileIndex';
import type { Hasher } from '../hashing/hasher';
import type { Library } from '../library/library';
import type { ModelFile, ModelState } from '../modelFile';
import type { RenamePlan } from '../rename/renameModel';
import type { Scanner } from '../scan/scanner';

/** What naming a LoRA would do. */
export interface OutputNamePlan {
  /** As it was when the plan was made. */
  readonly file: ModelFile;
  /** The `ss_output_name` that would be written. */
  readonly name: string;
  /** The file name with `_` for `__`, and what goes along; absent where the file name is right. */
  readonly rename?: RenamePlan;
  /** Why the file keeps a name that has `__`. */
  readonly keepsName?: ProblemInfo;
  /** Whether its SHA-256 is known; either way the file is read once before it is changed. */
  readonly sha256Known: boolean;
}

export interface OutputNameOptions {
  readonly signal?: AbortSignal;
  /** Bytes of all phases together: hashing the old file, writing the new one, reading that again. */
  readonly onProgress?: OnProgress;
  /** Rename the file as the plan says (default). */
  readonly rename?: boolean;
  /** Download a preview where the lookup finds one (default). */
  readonly previews?: boolean;
}

/** What was done. */
export interface WrittenOutputName {
  /** Absolute path of the file, by its new name where it got one. */
  readonly path: string;
  readonly name: string;
  /** SHA-256 that the file is known by; its sidecar keeps it. */
  readonly publishedSha256: string;
  /** SHA-256 of the file as it is now. */
  readonly sha256: string;
  /** What is known of it on Civitai. */
  readonly state: ModelState;
  /** Why Civitai was not asked: it can be asked later, by the hash that is kept. */
  readonly notAsked?: ProblemInfo;
  readonly renamed: boolean;
  /** Why it was not renamed although that was planned. */
  readonly keepsName?: ProblemInfo;
}

/** What naming needs; the services have all of it. */
export interface OutputNameDeps {
  readonly scanner: Scanner;
  readonly hasher: Hasher;
  readonly fileIndex: FileIndex;
  readonly annotator: Annotator;
  readonly library: Library;
}
