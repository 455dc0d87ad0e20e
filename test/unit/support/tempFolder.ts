import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for each test of the suite that calls this, removed after the test. */
export function tempFolder(): {
  readonly path: string;
  write(name: string, bytes: Uint8Array | string): string;
} {
  let path = '';
  beforeEach(() => (path = mkdtempSync(join(tmpdir(), 'diffusion-workbench-test-'))));
  afterEach(() => rmSync(path, { recursive: true, force: true }));
  return {
    get path() {
      return path;
    },
    /** Writes a file that was last changed an hour ago and returns its path. */
    write(name, bytes) {
      const file = join(path, name);
      writeFileSync(file, bytes);
      const anHourAgo = Date.now() / 1000 - 3600;
      utimesSync(file, anHourAgo, anHourAgo);
      return file;
    },
  };
}
