import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runTool } from '../../../../../src/core/training/environment/runPython';

const node = (code: string, options: Partial<Parameters<typeof runTool>[2]> = {}) =>
  runTool(process.execPath, ['-e', code], { timeoutMs: 60_000, ...options });

describe('running a program that is asked something', () => {
  it('gives its output and its exit code', async () => {
    const { code, stdout, stderr } = await node(
      'console.log("out"); console.error("err"); process.exitCode = 3',
    );
    assert.deepEqual([code, stdout, stderr], [3, 'out\n', 'err\n']);
  });

  it('ends one that takes too long, with what it started', async () => {
    const child = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })`;
    const { code, failure, stdout } = await node(`console.log(${child}.pid); setInterval(() => {}, 1000)`, {
      timeoutMs: 1000,
    });
    assert.deepEqual([code, failure], [undefined, 'late']);
    const grandchild = Number(stdout);
    assert.ok(grandchild > 0);
    // A killed process may still be listed until its parent has heard of it.
    while (isThere(grandchild)) await new Promise((resolve) => setImmediate(resolve));
  });

  it('says that there is none, and is cancelled by its signal', async () => {
    const none = await runTool('/no/such/program', [], { timeoutMs: 1000 });
    assert.equal(none.failure, 'not_started');
    const stop = new AbortController();
    const running = node('setInterval(() => {}, 1000)', { signal: stop.signal });
    stop.abort(new Error('cancelled'));
    await assert.rejects(running, /cancelled/);
  });
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
