import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endTree } from '../../../scripts/processes.mjs';

/** A child in a session of its own, as a terminal's shell is, that does not listen to SIGTERM. */
const CHILD = `process.on('SIGTERM', () => {}); console.log('ready'); setInterval(() => {}, 1000)`;
const PARENT = `
  require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(CHILD)}], {
    detached: true,
    stdio: ['ignore', 'inherit', 'ignore'],
  });`;

describe('ending a process', () => {
  it('ends what it has started, too', async () => {
    const parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(parent.stdout, 'data');
    // Its output closes only when nobody is left who could write to it.
    const closed = once(parent, 'close');
    await endTree(parent.pid);
    await closed;
  });
});
