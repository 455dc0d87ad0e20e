import type { ProblemInfo } from '../../problem/problem';
import type { HeaderSummary } from '../header/summary';
import { isRefusal } from '../../problem/codes';
import type { ModelFile, ModelState } from '../modelFile';
import type { FileRecord } from '../scan/fileIndex';
import type { IdentifiedBy, Sidecar } from '../sidecar/fields';
import { isSameFile, publishedSha256 } from '../sidecar/sameFile';

/** The ways to identify a file that leave a doubt. */
const PROVISIONAL: ReadonlySet<IdentifiedBy> = new Set(['tensors', 'header', 'adopted']);

/** A folder that the library shows. */
export interface RootState {
  /** Absolute path. */
  readonly path: string;
  /** Not there now: a drive that is not mounted, say. Its models stay as they were last seen. */
  readonly missing: boolean;
}

/** One model of the library: all that a list or a card of it needs. */
export interface ModelEntry extends ModelFile {
  /** Absolute path of the root it was found under. */
  readonly root: string;
  /** Relative to `root`, forward slashes. */
  readonly relativePath: string;
  readonly state: ModelState;
  /** Why it is `refused` or `failed`, or why its sidecar could not be read. */
  readonly problem?: ProblemInfo;
  readonly header?: HeaderSummary;
  /** Lower case, where this file has been hashed as it is now: the hash that Civitai knows it by. */
  readonly sha256?: string;
  readonly sidecar?: Sidecar;
}

/**
 * Puts together what the scan, the file index and the sidecar say of one file.
 * @param root absolute path of the root
 * @param relativePath relative to it, forward slashes
 * @param sidecarProblem why the sidecar could not be read
 */
export function modelEntry(
  root: string,
  relativePath: string,
  file: ModelFile,
  record: FileRecord | undefined,
  sidecar: Sidecar | undefined,
  sidecarProblem?: ProblemInfo,
): ModelEntry {
  const problem = record?.problem ?? sidecarProblem;
  return {
    root,
    relativePath,
    path: file.path,
    size: file.size,
    mtimeMs: file.mtimeMs,
    ino: file.ino,
    state: stateOf(record, sidecar, sidecarProblem),
    ...(problem && { problem }),
    ...(record?.header && { header: record.header }),
    ...(record?.sha256 !== undefined && { sha256: publishedSha256(sidecar, record.sha256) }),
    ...(sidecar && { sidecar }),
  };
}

/** The state of a model, from what its bytes and its sidecar say. */
export function stateOf(
  record: FileRecord | undefined,
  sidecar: Sidecar | undefined,
  sidecarProblem?: ProblemInfo,
): ModelState {
  if (record?.problem) return isRefusal(record.problem) ? 'refused' : 'failed';
  if (sidecarProblem) return 'failed';
  if (!sidecar) return 'unidentified';
  // The file was replaced since the sidecar was written: what it says is of another file.
  const otherHash = record?.sha256 !== undefined && !isSameFile(sidecar, record.sha256);
  // A hash that the user typed stands for itself; one of a file that Civitai identified does not.
  const typed =
    sidecar.identified_by === 'user' ||
    (sidecar.hash_source === 'user' && sidecar.identified_by === undefined);
  if ((otherHash || record?.replaced) && !typed) return 'unidentified';
  if (sidecar.civitai_state === 'not_found') return 'not_found';
  const linked = sidecar.civitai_version_id !== undefined || sidecar.civitai_model_id !== undefined;
  if (!linked) return 'unidentified';
  return sidecar.identified_by !== undefined && PROVISIONAL.has(sidecar.identified_by)
    ? 'provisional'
    : 'identified';
}
