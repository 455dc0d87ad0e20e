import * as l10n from '@vscode/l10n';
import { createHash } from 'node:crypto';
import { realpath, rm, stat, type FileHandle } from 'node:fs/promises';
import { freeBytes as freeOnDisk } from '../../files/freeSpace';
import { basename, dirname, join } from 'node:path';
import { formatBytes } from '../../text/amounts';
import { requireWritable, writeFileAtomic } from '../../files/atomicWrite';
import { withFileLock } from '../../files/lock';
import { Problem } from '../../problem/problem';
import { isSameStamp, type FileStamp, type ModelFile } from '../modelFile';
import type { HeaderWithOutputName } from '../header/headerWithOutputName';
import { openRegular } from '../../files/regularFile';

/** Large for speed, but small enough that a cancelled read ends soon. */
const BUFFER_BYTES = 4 * 1024 * 1024;

export interface RewriteOptions {
  readonly signal?: AbortSignal | undefined;
  /** Gets the bytes written since the last call. */
  readonly onBytes?: (bytes: number) => void;
  /** Called with the path of the new file when all of it is on the disk, before it replaces the old one. */
  readonly beforeRename?: (temporary: string) => Promise<void>;
  /** Bytes that a folder's disk has room for; undefined where that is not known. */
  readonly freeBytes?: (folder: string) => Promise<number | undefined>;
}

/**
 * Gives a safetensors file another header. The new file is written beside the old one, the tensors copied piece by
 * piece, and replaces it only when it is whole; whatever goes wrong until then leaves the old file and nothing beside
 * it. What an earlier process left when it was killed is removed.
 * @param file as it was when the header was made
 * @throws Problem `changed_meanwhile`, `read_only`, `disk_full`, `locked`, `cancelled`, …
 */
export async function rewriteHeader(
  file: ModelFile,
  header: HeaderWithOutputName,
  options: RewriteOptions = {},
): Promise<void> {
  const { signal, beforeRename } = options;
  requireSame(file, header.stamp);
  const target = await realpath(file.path).catch(() => file.path);
  const temporaryName = `.${createHash('sha256').update(basename(target)).digest('hex').slice(0, 12)}.tmp-write`;
  await withFileLock(target, async () => {
    // Only the holder of the lock uses this name, so such a file is left over from an earlier process.
    await rm(join(dirname(target), temporaryName), { force: true });
    await requireRewritable(file, header, options.freeBytes);
    await writeFileAtomic(file.path, (temporary) => copy(file, header, temporary, options), {
      temporaryName,
      beforeRename: async (temporary) => {
        signal?.throwIfAborted();
        await beforeRename?.(temporary);
        signal?.throwIfAborted();
        requireSame(file, await stat(file.path));
      },
    });
  });
}

async function copy(
  file: ModelFile,
  header: HeaderWithOutputName,
  temporary: FileHandle,
  { signal, onBytes }: RewriteOptions,
): Promise<void> {
  const source = await openRegular(file.path);
  try {
    await writeAll(temporary, header.bytes);
    onBytes?.(header.bytes.length);
    const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
    let position = header.dataStart;
    while (position < file.size) {
      signal?.throwIfAborted();
      const wanted = Math.min(buffer.length, file.size - position);
      const { bytesRead } = await source.read(buffer, 0, wanted, position);
      // Shorter than it was.
      if (bytesRead === 0) throw changedMeanwhile(file);
      await writeAll(temporary, buffer.subarray(0, bytesRead));
      position += bytesRead;
      onBytes?.(bytesRead);
    }
    requireSame(file, await source.stat());
  } finally {
    // Before the rename: Windows does not replace a file that is open.
    await source.close();
  }
}

/** Writes all bytes: a single write may write only a part, for example on a disk that gets full. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten;
}

/**
 * Refuses a file that cannot be replaced by a new one, as far as that can be told before.
 * @throws Problem `read_only` or `disk_full`
 */
export async function requireRewritable(
  file: ModelFile,
  header: HeaderWithOutputName,
  freeBytes: (folder: string) => Promise<number | undefined> = freeOnDisk,
): Promise<void> {
  const name = basename(file.path);
  const target = await realpath(file.path).catch(() => file.path);
  await requireWritable(target);
  const needed = file.size - header.dataStart + header.bytes.length;
  const free = await freeBytes(dirname(target));
  if (free === undefined || free >= needed) return;
  throw new Problem(
    'disk_full',
    l10n.t(
      '{0} has no room to be written anew: that takes {1}, and {2} are free.',
      name,
      formatBytes(needed),
      formatBytes(free),
    ),
    l10n.t('Free some space on its disk and try again.'),
  );
}

function requireSame(file: ModelFile, now: FileStamp): void {
  if (!isSameStamp(file, now)) throw changedMeanwhile(file);
}

export function changedMeanwhile(file: ModelFile): Problem {
  return new Problem(
    'changed_meanwhile',
    l10n.t('{0} was changed by another program.', basename(file.path)),
    l10n.t('Wait until that program is done, and try again.'),
  );
}
