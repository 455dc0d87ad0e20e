import { readFile, realpath, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** File systems on another machine or in another process, by `f_type` (statfs(2)). */
const REMOTE = new Set([
  0x6969, // NFS
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x517b, // SMB
  0x01021997, // 9P: WSL's Windows drives, shares of virtual machines
  0x65735546, // FUSE: sshfs, rclone, Google Drive on Colab
]);

/**
 * Whether several readers at once slow each other down: a spinning disk or a network share.
 * `false` where it cannot be told cheaply, which is everywhere but on Linux.
 * @param path absolute path on the device
 * @param device its `st_dev`
 * @param blockDevices where the system describes them
 */
export async function prefersSequentialReads(
  path: string,
  device: number,
  blockDevices = '/sys/dev/block',
): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  try {
    // Negative where the type does not fit into 31 bits.
    if (REMOTE.has((await statfs(path)).type >>> 0)) return true;
    return await isRotational(device, blockDevices);
  } catch {
    return false;
  }
}

async function isRotational(device: number, blockDevices: string): Promise<boolean> {
  // makedev(3): 12 bits of the major number, 20 of the minor one in two pieces.
  const major = (device >>> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
  const folder = await realpath(join(blockDevices, `${major}:${minor}`));
  // A virtual disk says that it spins because it does not know what it is.
  if (folder.includes('/virtio')) return false;
  const read = (...parts: string[]) => readFile(join(folder, ...parts, 'queue/rotational'), 'utf8');
  // A partition has no queue of its own, its disk has.
  const rotational = await read().catch(() => read('..'));
  return rotational.trim() === '1';
}
