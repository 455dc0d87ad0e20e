import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { identityOf, isRunning, ownIdentity } from '../../../../src/core/processes/identity';
import { processTable, type ProcessRow } from '../../../../src/core/processes/processTable';
import { sendSignal } from '../../../../src/core/processes/signals';
import { until } from '../../support/until';
import { tableOf } from './tableOf';

const row: ProcessRow = { pid: 70, parent: 1, group: 70, startTime: 'boot/05', hasEnded: false };

describe('the identity of a process', () => {
  it('is told of this one, which is running', async () => {
    const own = await ownIdentity();
    assert.equal(own.pid, process.pid);
    assert.match(own.startTime, /^.+\/.+$/);
    assert.deepEqual(await identityOf(process.pid), own);
    assert.equal(await isRunning(own), true);
  });

  it('is not that of an ended process, nor of a later one with its pid', async () => {
    const table = tableOf(row);
    assert.equal(await isRunning({ pid: 70, startTime: 'boot/05' }, table), true);
    assert.equal(await isRunning({ pid: 70, startTime: 'boot/04' }, table), false);
    assert.equal(await isRunning({ pid: 70, startTime: 'earlier boot/05' }, table), false);
    assert.equal(await isRunning({ pid: 70, startTime: '' }, table), false);
    assert.equal(await isRunning({ pid: 71, startTime: 'boot/05' }, table), false);
  });

  it('is that of an ended process as long as its parent takes no notice, but that is not running', async () => {
    // `sleep` takes the place of the shell and never asks for the child that it did not start.
    const parent = spawn('sh', ['-c', 'sh -c "echo \\$\\$" & exec sleep 1000'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const [text] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(text.toString());
      const zombie = await until(async () => (await processTable().find(pid))?.hasEnded && identityOf(pid));
      assert.equal(zombie.pid, pid);
      assert.equal(await isRunning(zombie), false);
    } finally {
      parent.kill('SIGKILL');
      await once(parent, 'close');
    }
  });

  it('is asked for before a signal is sent', async () => {
    const sent: unknown[] = [];
    const options = {
      table: tableOf(row),
      send: (...args: unknown[]) => sent.push(args) > 0,
    };
    assert.equal(await sendSignal({ pid: 70, startTime: 'boot/04' }, 'SIGINT', options), false);
    assert.deepEqual(sent, []);
    assert.equal(await sendSignal({ pid: 70, startTime: 'boot/05' }, 'SIGINT', options), true);
    assert.deepEqual(sent, [[70, 'SIGINT']]);
  });

  it('gets a signal', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
    const identity = await identityOf(child.pid ?? 0);
    assert.ok(identity);
    const ended = once(child, 'exit');
    assert.equal(await sendSignal(identity, 'SIGINT'), true);
    assert.deepEqual(await ended, [null, 'SIGINT']);
    assert.equal(await sendSignal(identity, 'SIGINT'), false);
    assert.equal(await isRunning(identity), false);
  });
});
