import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { watchFile } from '../../../../src/core/files/watchFile';
import { tempFolder } from '../../support/tempFolder';
import { until } from '../../support/until';

/** So long that a test that passes was not helped by it. */
const NEVER_MS = 1_000_000;

describe('watching a file', () => {
  const folder = tempFolder();
  const path = () => join(folder.path, 'sub', 'file');
  let calls = 0;
  let stop: () => void = () => {};
  const watch = (pollMs: number) => (stop = watchFile(path(), () => calls++, pollMs));
  beforeEach(() => (calls = 0));
  afterEach(() => stop());

  /** Does something, and waits until it was told. */
  async function told(change: () => void): Promise<void> {
    const before = calls;
    change();
    await until(() => calls > before);
  }

  it('tells at once that it is there, and then each change, without waiting to look', async () => {
    mkdirSync(join(folder.path, 'sub'));
    writeFileSync(path(), '');
    await told(() => watch(NEVER_MS));
    await told(() => appendFileSync(path(), 'more'));
    await told(() => writeFileSync(path(), 'else'));
    writeFileSync(`${path()}.new`, 'else');
    await told(() => renameSync(`${path()}.new`, path()));
    rmSync(path());
    await told(() => writeFileSync(path(), 'else'));
  });

  it('looks now and then where there is no folder to be watched', async () => {
    watch(5);
    await told(() => {
      mkdirSync(join(folder.path, 'sub'));
      writeFileSync(path(), '');
    });
  });

  it('says nothing about other files, and nothing once it is stopped', async () => {
    mkdirSync(join(folder.path, 'sub'));
    writeFileSync(path(), '');
    await told(() => watch(NEVER_MS));
    writeFileSync(`${path()} 2`, '');
    await told(() => appendFileSync(path(), 'more'));
    const before = calls;
    stop();
    watch(NEVER_MS)();
    appendFileSync(path(), 'more');
    // A later one is told, so the others would have been.
    await new Promise<void>((resolve) => (stop = watchFile(path(), resolve, NEVER_MS)));
    assert.equal(calls, before);
  });
});
