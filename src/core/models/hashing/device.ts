import { readFile, realpath, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** File systems on another machine or in another process, by `f_type` (statfs(2)). */
const REMOTE = new Set([
  0x6969, // NFS
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x517b, // SMB
  0x01021997, // 9P: WSL's Windows drives (drvfs), shares of virtual machines
  0x65735546, // FUSE: sshfs, rclone, Google Drive on Colab
]);

/** What a system says of its file systems and disks. */
export interface StorageInfo {
  readonly platform: NodeJS.Platform;
  /** `f_type` of the file system that holds a path; negative where it does not fit into 31 bits. */
  fileSystemType(path: string): Promise<number>;
  /** The folder in which Linux describes each block device as `<major>:<minor>`. */
  readonly blockDevices: string;
}

const thisSystem: StorageInfo = {
  platform: process.platform,
  fileSystemType: async (path) => (await statfs(path)).type,
  blockDevices: '/sys/dev/block',
};

/**
 * Whether several readers at once slow each other down: on a spinning disk and on a network share.
 * `false` where it cannot be told cheaply, which is everywhere but on Linux.
 * @param path absolute path on the device
 * @param device its `st_dev`
 */
export async function prefersSequentialReads(
  path: string,
  device: number,
  storage: StorageInfo = thisSystem,
): Promise<boolean> {
  if (storage.platform !== 'linux') return false;
  try {
    if (REMOTE.has((await storage.fileSystemType(path)) >>> 0)) return true;
    return await isRotational(device, storage.blockDevices);
  } catch {
    return false;
  }
}

async function isRotational(device: number, blockDevices: string): Promise<boolean> {
  // makedev(3): 12 bits of the major number, 20 of the minor one in two pieces.
  const major = (device >>> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
  const folder = await realpath(join(blockDevices, `${major}:${minor}`));
  // Virtual disks report "rotational" whatever they are stored on.
  if (folder.includes('/virtio')) return false;
  const read = (...segments: string[]) => readFile(join(folder, ...segments, 'queue/rotational'), 'utf8');
  // A partition has no queue of its own, its disk has.
  const rotational = await read().catch(() => read('..'));
  return rotational.trim() === '1';
}
