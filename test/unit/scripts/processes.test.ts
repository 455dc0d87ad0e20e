import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { endTree } from '../../../scripts/processes.mjs';

const PROCESSES = JSON.stringify(pathToFileURL(path.resolve('scripts/processes.mjs')).href);

const POLITE = `console.log('ready'); setInterval(() => {}, 1000)`;
const STUBBORN = `process.on('SIGTERM', () => {}); ${POLITE}`;

/** A process that starts another in a session of its own, as the shell of a terminal is. */
const parentOf = (child: string): string => `
  require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], {
    detached: true,
    stdio: ['ignore', 'inherit', 'ignore'],
  });`;

/** A script that runs one command after the other, as npm test does. */
const RUNNER = `
  import { endChildrenOnEnd, run } from ${PROCESSES};
  endChildrenOnEnd();
  await run(process.execPath, ['-e', ${JSON.stringify(parentOf(POLITE))}]);
  console.log('goes on');
`;
/** As npm does it: a process in between, which may end alone. */
const OUTER = `
  const { pid } = require('node:child_process').spawn(
    process.execPath,
    ['--input-type=module', '-e', ${JSON.stringify(RUNNER)}],
    { stdio: 'inherit' },
  );
  setInterval(() => {}, 1000)`;

/** Starts a script and waits until the last process below it runs. */
async function start(...args: string[]): Promise<{ child: ChildProcess; closed: Promise<string[]> }> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const output = createInterface(child.stdout).on('line', (line) => lines.push(line));
  // The pipe closes only when no process is left that could write to it.
  const closed = once(output, 'close').then(() => lines);
  await once(output, 'line');
  return { child, closed };
}

describe('ending a process', () => {
  it('ends what it has started, too', async () => {
    const { child, closed } = await start('-e', parentOf(STUBBORN));
    await endTree(child.pid, 100);
    assert.deepEqual(await closed, ['ready']);
  });
});

describe('a script that is ended from outside', () => {
  for (const [signal, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`by ${signal} to it alone ends what it has started, and starts nothing more`, async () => {
      const { child, closed } = await start('--input-type=module', '-e', RUNNER);
      const exited = once(child, 'exit');
      child.kill(signal);
      assert.deepEqual(await exited, [exitCode, null]);
      assert.deepEqual(await closed, ['ready']);
    });
  }

  it('by the end of its parent alone does the same', async () => {
    const { child, closed } = await start('-e', OUTER);
    child.kill('SIGKILL');
    assert.deepEqual(await closed, ['ready']);
  });
});
