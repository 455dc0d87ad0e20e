import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mock } from 'node:test';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { withFileLock } from '../../../../src/core/files/lock';
import { Gate } from '../../support/gate';
import { tempFolder } from '../../support/tempFolder';

describe('the lock of a file', () => {
  const folder = tempFolder();
  const path = () => join(folder.path, 'file');
  const { XDG_CACHE_HOME } = process.env;
  beforeEach(() => void (process.env.XDG_CACHE_HOME = join(folder.path, 'cache')));
  afterEach(() => {
    mock.timers.reset();
    if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
  });

  it('is waited for until the wait is cancelled, and no longer', async () => {
    const [gate, stop] = [new Gate(), new AbortController()];
    const holding = withFileLock(path(), () => gate.pass());
    await gate.reached;
    const waiting = withFileLock(path(), () => Promise.resolve('had'), { signal: stop.signal });
    const reason = new Error('enough');
    stop.abort(reason);
    await assert.rejects(waiting, reason);
    gate.open();
    await holding;
    assert.equal(await withFileLock(path(), () => Promise.resolve('had')), 'had');
  });

  it('tells who holds it that it was lost', async function () {
    if (process.platform !== 'linux') this.skip();
    mock.timers.enable({ apis: ['setTimeout'] });
    const isLost = await withFileLock(path(), async (lost) => {
      const locks = join(folder.path, 'cache/diffusion-workbench/locks');
      for (const name of readdirSync(locks)) rmSync(join(locks, name), { recursive: true });
      const told = once(lost, 'abort');
      mock.timers.tick(3_000);
      await told;
      return lost.aborted;
    });
    assert.equal(isLost, true);
  });
});
