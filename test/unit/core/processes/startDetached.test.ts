import assert from 'node:assert/strict';
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, it } from 'mocha';
import { endTree } from '../../../../src/core/processes/endTree';
import { isRunning, type ProcessIdentity } from '../../../../src/core/processes/identity';
import { startDetached } from '../../../../src/core/processes/startDetached';
import { Problem } from '../../../../src/core/problem/problem';
import { tempFolder } from '../../support/tempFolder';
import { until } from '../../support/until';

/** Prints its arguments, an environment variable and its folder, and ends or waits. */
const PRINT =
  'console.log(JSON.stringify([process.argv.slice(1), process.env.MARK, process.env.HOME, process.cwd()]));';
const WAIT = 'setInterval(() => {}, 1e6);';

const node = (script: string, ...args: string[]): [string, ...string[]] => [
  process.execPath,
  '-e',
  script,
  '--',
  ...args,
];

if (process.argv[2] === '--child') {
  // Starts a process, tells which, and ends.
  const [, , , cwd = '', stdout = ''] = process.argv;
  const options = { command: node(PRINT + WAIT), cwd, env: { MARK: 'of the child' }, stdout };
  void startDetached(options).then(({ identity }) => writeSync(1, JSON.stringify(identity)));
} else describe('a detached process', suite);

function suite(): void {
  const folder = tempFolder();
  const log = () => join(folder.path, 'train.log');
  const text = () => readFileSync(log(), 'utf8');

  it('gets its arguments, environment and folder as they are, and appends to its log', async () => {
    writeFileSync(log(), 'before\n');
    const args = ['a b', `"quotes' $HOME %PATH%`, '', '-dash', '訓練 ;&|', '\n'];
    const { ended } = await startDetached({
      command: node(PRINT, ...args),
      cwd: folder.path,
      env: { MARK: 'm=1 "' },
      stdout: log(),
    });
    assert.deepEqual(await ended, { exitCode: 0, signal: null });
    const [before = '', printed = ''] = text().split('\n');
    assert.equal(before, 'before');
    assert.deepEqual(JSON.parse(printed), [args, 'm=1 "', null, folder.path]);
  });

  it('keeps its two outputs in one file, or in two', async () => {
    const command = node('console.log("out"); console.error("err"); process.exitCode = 3');
    const options = { command, cwd: folder.path, env: {}, stdout: log() };
    const one = await startDetached(options);
    assert.equal((await one.ended).exitCode, 3);
    assert.equal(text(), 'out\nerr\n');
    const two = await startDetached({ ...options, stderr: join(folder.path, 'errors') });
    await two.ended;
    assert.equal(text(), 'out\nerr\nout\n');
    assert.equal(readFileSync(join(folder.path, 'errors'), 'utf8'), 'err\n');
  });

  it('has an identity even when it ends at once', async () => {
    const { identity, ended } = await startDetached({
      command: ['true'],
      cwd: folder.path,
      env: process.env,
      stdout: log(),
    });
    assert.ok(identity.pid > 0);
    assert.notEqual(identity.startTime, '');
    await ended;
    assert.equal(await isRunning(identity), false);
  });

  it('outlives the process that started it, in a session of its own, and is found by another', async () => {
    const { stdout } = await execa(process.execPath, [__filename, '--child', folder.path, log()]);
    const identity = JSON.parse(stdout) as ProcessIdentity;
    try {
      // What it prints after its parent has ended arrives.
      await until(() => text().includes('of the child'));
      assert.equal(await isRunning(identity), true);
      const stat = readFileSync(`/proc/${identity.pid}/stat`, 'utf8');
      assert.equal(stat.split(' ')[5], String(identity.pid), 'it leads its session');
    } finally {
      assert.deepEqual(await endTree(identity, { graceMs: 10_000 }), []);
    }
    assert.equal(await isRunning(identity), false);
  });

  it('is refused with the cause when it cannot start', async () => {
    const options = { command: node(WAIT), cwd: folder.path, env: {}, stdout: log() };
    const refusals: [Partial<typeof options>, string, RegExp][] = [
      [{ command: ['/no/such program'] }, 'missing', /^The program such program was not found\.$/],
      [{ command: [folder.path] }, 'unreadable', /may not be opened/],
      [{ cwd: join(folder.path, 'nowhere') }, 'missing', /^nowhere is not there/],
      [{ stdout: join(folder.path, 'nowhere', 'log') }, 'missing', /^log is not there/],
      [{ command: ['a\0b'] }, 'unreadable', /failed/],
    ];
    for (const [changes, code, message] of refusals) {
      await assert.rejects(startDetached({ ...options, ...changes }), (error) => {
        assert.ok(error instanceof Problem, String(error));
        assert.equal(error.code, code);
        assert.match(error.message, message);
        return true;
      });
    }
  });
}
