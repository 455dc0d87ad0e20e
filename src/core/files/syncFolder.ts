import { open } from 'node:fs/promises';

/** Makes the names in a folder safe on the disk, as `fsync` does for contents. Windows has no such call. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
