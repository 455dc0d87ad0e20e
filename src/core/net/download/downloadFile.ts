import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { withFileLock } from '../../files/lock';
import type { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import { cancelled } from '../failures';
import { wrongHash, wrongSize } from './failures';
import { partPath, removeNotes } from './partFile';
import type { DownloadDeps, DownloadedPart, FileRequest } from './request';
import { downloadPart } from './tries';

/**
 * Downloads a file beside its place; goes on where an earlier try has ended, also in another session. A wrong hash is
 * tried once more, as the file may have been replaced, and then kept aside.
 * @throws Problem: of the network, `corrupted`, `disk_full`, `locked` where another window downloads it, `cancelled`;
 * what came stays, to go on with
 */
export async function downloadFile(request: FileRequest, deps: DownloadDeps): Promise<DownloadedPart> {
  await mkdir(dirname(request.target), { recursive: true });
  return withFileLock(partPath(request.target), async () => {
    try {
      return await verified(request, deps);
    } catch (error) {
      throw request.signal?.aborted ? cancelled() : toProblem(error, basename(request.target));
    }
  });
}

async function verified(request: FileRequest, deps: DownloadDeps): Promise<DownloadedPart> {
  for (let isLast = false; ; isLast = true) {
    const part = await downloadPart(request, deps);
    const wrong = faultOf(part, request);
    await removeNotes(request.target);
    if (!wrong) return part;
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
