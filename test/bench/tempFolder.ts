import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs the work with a folder of its own, which is removed afterwards, also after Ctrl+C. */
export async function withTempFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'diffusion-workbench-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const end = () => {
    remove();
    process.exit(130);
  };
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    await work(folder);
  } finally {
    remove();
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}
