import { lstat, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { withFileLock } from '../../files/lock';
import type { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import { cancelled } from '../failures';
import { lockLost, wrongHash, wrongSize } from './failures';
import { partPath, removeNotes } from './partFile';
import type { DownloadDeps, DownloadedPart, FileRequest } from './request';
import { downloadPart } from './tries';

/**
 * Downloads a file beside its place, checks it, and has it placed; goes on where an earlier try has ended, also in
 * another process. A wrong file is tried once more, as it may have been replaced, and then kept aside.
 * @throws Problem: of the network, `corrupted`, `disk_full`, `locked` where another window downloads it, `cancelled`,
 * and what `place` throws; what came stays, to go on with
 */
export async function downloadFile(request: FileRequest, deps: DownloadDeps): Promise<DownloadedPart> {
  const { target, signal } = request;
  const { lock = withFileLock } = deps;
  const name = basename(target);
  const work = async (lost: AbortSignal) => {
    const held = AbortSignal.any(signal ? [signal, lost] : [lost]);
    try {
      const part = await verified({ ...request, signal: held }, deps);
      held.throwIfAborted();
      await placed(request, part);
      return part;
    } catch (error) {
      throw lost.aborted ? lockLost(name) : error;
    }
  };
  try {
    signal?.throwIfAborted();
    await mkdir(dirname(target), { recursive: true });
    return await lock(partPath(target), work, { signal });
  } catch (error) {
    throw signal?.aborted ? cancelled() : toProblem(error, name);
  }
}

async function placed({ target, place }: FileRequest, part: DownloadedPart): Promise<void> {
  try {
    await place?.(part);
  } catch (error) {
    if (!(await isThere(part.path))) await removeNotes(target);
    throw error;
  }
  // Last of all: until the file has its name, they tell that the part need not be asked for again.
  await removeNotes(target);
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

async function verified(request: FileRequest, deps: DownloadDeps): Promise<DownloadedPart> {
  for (let isLast = false; ; isLast = true) {
    const part = await downloadPart(request, deps);
    const wrong = faultOf(part, request);
    if (!wrong) return part;
    await removeNotes(request.target);
    if (!isLast) {
      await rm(part.path, { force: true });
      continue;
    }
    await rename(part.path, `${request.target}.wrong`);
    throw wrong;
  }
}

/** Why a whole file is not the one that was asked for. Its size matters where no hash is known. */
function faultOf(part: DownloadedPart, { bytes, sha256, target }: FileRequest): Problem | undefined {
  const name = basename(target);
  const aside = `${name}.wrong`;
  if (sha256 !== undefined) return part.isVerified ? undefined : wrongHash(name, aside);
  return bytes !== undefined && part.bytes !== bytes ? wrongSize(name, aside) : undefined;
}
