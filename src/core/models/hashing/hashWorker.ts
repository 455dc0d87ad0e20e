import { answerCalls } from '../../threads/workerSide';
import { hashFile } from './hashFile';
import type { FileHashes, HashKind } from './kinds';

/** What the hasher asks its workers. */
export interface HashRequest {
  /** Absolute path. */
  readonly path: string;
  readonly kinds: readonly HashKind[];
}

answerCalls<HashRequest, FileHashes>(({ path, kinds }, report) => hashFile(path, kinds, report));
