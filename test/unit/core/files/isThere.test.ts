import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'mocha';
import { isThere } from '../../../../src/core/files/isThere';
import { until } from '../../support/until';

describe('a process that a file names', () => {
  it('is there while it runs, and not where it only waits to be asked how it ended', async () => {
    // `sleep` takes the place of the shell, and never asks for the process that the shell started.
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 1000'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      assert.ok(isThere(parent.pid ?? 0));
      await until(() => !isThere(Number(line.toString())));
    } finally {
      parent.kill('SIGKILL');
      await once(parent, 'exit');
    }
    assert.equal(isThere(parent.pid ?? 0), false);
  });
});
