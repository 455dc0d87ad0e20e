import { lstat, mkdir, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { withFileLock } from '../../files/lock';
import { toProblem } from '../../problem/toProblem';
import { cancelled } from '../failures';
import { forgetWrong, keepAside, requireNotWrongBefore } from './aside';
import { downloadPart } from './downloadPart';
import { heldElsewhere, lockLost } from './failures';
import { partPath, removeNotes, writeNotes } from './partFile';
import type { DownloadDeps, DownloadedPart, FileRequest } from './request';
import { faultOf } from './verify';

/**
 * Downloads a file beside its place, checks it, and has it placed; goes on where an earlier try has ended, also in
 * another process. A wrong file is asked for once more, as it may have been replaced, and then kept aside; from then on,
 * only where the user asks for it.
 * While another process works at the file it is waited for.
 * @throws Problem: of the network, `corrupted`, `disk_full`, `locked` where its lock is lost, `cancelled`, and what
 * `before` and `place` throw; what came stays, to go on with
 */
export async function downloadFile(request: FileRequest, deps: DownloadDeps): Promise<DownloadedPart> {
  const { target, signal } = request;
  const { lock = withFileLock } = deps;
  const name = basename(target);
  const wait = { isTold: false };
  const work = async (lost: AbortSignal, isHeld: () => Promise<boolean>) => {
    const held = AbortSignal.any(signal ? [signal, lost] : [lost]);
    try {
      if (wait.isTold) request.onWait?.(undefined);
      await request.before?.();
      const part = await verified({ ...request, signal: held }, deps);
      held.throwIfAborted();
      // Another process that has the lock by now may be writing into the part.
      if (!(await isHeld())) throw lockLost(name);
      await placed(request, part);
      return part;
    } catch (error) {
      throw lost.aborted ? lockLost(name) : error;
    }
  };
  try {
    signal?.throwIfAborted();
    await mkdir(dirname(target), { recursive: true });
    const onHeld = () => {
      wait.isTold = true;
      request.onWait?.(heldElsewhere(name));
    };
    return await lock(partPath(target), work, { signal, onHeld, isPatient: true });
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
  await forgetWrong(target);
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

async function verified(request: FileRequest, deps: DownloadDeps): Promise<DownloadedPart> {
  const { target, key, again = false } = request;
  if (!again) await requireNotWrongBefore(request);
  for (;;) {
    const { part, isSecond } = await downloadPart(request, deps);
    const fault = await faultOf(part, request);
    if (!fault) return part;
    if (again || isSecond || part.isVerified) {
      const aside = await keepAside(request);
      await removeNotes(target);
      throw fault(aside);
    }
    await writeNotes(target, { key, wrong: part.sha256 });
    await rm(part.path, { force: true });
  }
}
