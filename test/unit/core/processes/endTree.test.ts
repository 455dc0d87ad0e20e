import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import { endTree } from '../../../../src/core/processes/endTree';
import { identityOf, isRunning, type ProcessIdentity } from '../../../../src/core/processes/identity';
import type { ProcessRow } from '../../../../src/core/processes/processTable';
import { startDetached } from '../../../../src/core/processes/startDetached';
import { tempFolder } from '../../support/tempFolder';
import { until } from '../../support/until';
import { tableOf } from './tableOf';

/** As test/fixtures/processTree.mjs takes it. */
interface Tree {
  readonly name: string;
  readonly stubborn?: boolean;
  readonly apart?: boolean;
  readonly brief?: boolean;
  readonly children?: readonly Tree[];
}

/** As `accelerate` and its trainer are, with workers; one of them hides. */
const TREE: Tree = {
  name: 'runner',
  children: [
    {
      name: 'trainer',
      children: [
        { name: 'stubborn', stubborn: true },
        { name: 'apart', apart: true, children: [{ name: 'below', stubborn: true }] },
      ],
    },
  ],
};
/** Long enough for any machine: the tests do not wait for it. */
const LONG_MS = 30_000;

describe('ending a tree of processes', () => {
  const folder = tempFolder();
  const log = () => readFileSync(join(folder.path, 'log'), 'utf8');
  const all = new Map<string, ProcessIdentity>();

  /** Starts a tree and returns when all of it runs. */
  async function start(tree: Tree): Promise<ProcessIdentity> {
    const { identity } = await startDetached({
      command: [process.execPath, resolve('test/fixtures/processTree.mjs'), JSON.stringify(tree)],
      cwd: folder.path,
      env: process.env,
      stdout: join(folder.path, 'log'),
    });
    all.clear();
    await until(() => new RegExp(`^${tree.name} \\d+$`, 'm').test(log()));
    for (const [, name = '', pid] of log().matchAll(/^(\S+) (\d+)$/gm)) {
      const found = Number(pid) === identity.pid ? identity : await identityOf(Number(pid));
      if (found) all.set(name, found);
    }
    return identity;
  }

  const running = async () => {
    const names = await Promise.all(
      [...all].map(async ([name, each]) => ((await isRunning(each)) ? [name] : [])),
    );
    return names.flat().sort();
  };
  const asked = () => [...log().matchAll(/^(\S+) SIGTERM$/gm)].map(([, name]) => name).sort();

  /** Leaves nothing behind, also where the code under test does. */
  afterEach(async () => {
    for (const each of all.values()) if (await isRunning(each)) process.kill(each.pid, 'SIGKILL');
  });

  it('asks everyone once, and ends who does not listen: none is left', async () => {
    const root = await start(TREE);
    assert.deepEqual(await running(), ['apart', 'below', 'runner', 'stubborn', 'trainer']);
    assert.deepEqual(await endTree(root, { graceMs: 2000 }), []);
    assert.deepEqual(await running(), []);
    assert.deepEqual(asked(), ['apart', 'below', 'runner', 'stubborn', 'trainer']);
  });

  it('waits no longer than the last one needs', async () => {
    const root = await start({ name: 'runner', children: [{ name: 'trainer', apart: true }] });
    assert.deepEqual(await endTree(root, { graceMs: 100 * LONG_MS }), []);
    assert.deepEqual(await running(), []);
  });

  it('ends the rest of a tree whose root was killed', async () => {
    const root = await start(TREE);
    process.kill(root.pid, 'SIGKILL');
    await until(async () => !(await isRunning(root)));
    assert.deepEqual(await running(), ['apart', 'below', 'stubborn', 'trainer']);
    assert.deepEqual(await endTree(root, { graceMs: 0 }), []);
    assert.deepEqual(await running(), []);
  });

  it('ends one that lost its parent but is in the group', async () => {
    const root = await start({
      name: 'runner',
      children: [{ name: 'brief', brief: true, children: [{ name: 'orphan' }] }],
    });
    await until(async () => !(await running()).includes('brief'));
    assert.deepEqual(await running(), ['orphan', 'runner']);
    assert.deepEqual(await endTree(root, { graceMs: LONG_MS }), []);
    assert.deepEqual(await running(), []);
  });

  it('leaves another process alone that has the pid by now, and all of its own', async () => {
    const root = await start(TREE);
    assert.deepEqual(await endTree({ pid: root.pid, startTime: 'another' }, { graceMs: 0 }), []);
    assert.equal((await running()).length, 5);
  });
});

describe('ending a tree of processes, on other systems and in odd cases', () => {
  const row = (pid: number, parent: number, rest: Partial<ProcessRow> = {}): ProcessRow => ({
    pid,
    parent,
    group: 70,
    session: 70,
    startTime: `boot/${pid}`,
    hasEnded: false,
    ...rest,
  });
  const root = { pid: 70, startTime: 'boot/70' };

  /** What is sent to the processes of a table, which end by it or not. */
  async function signals(
    rows: readonly ProcessRow[],
    left: readonly ProcessRow[] = [],
  ): Promise<[number, string][]> {
    const sent: [number, string][] = [];
    const send = (target: number, signal: string) => sent.push([target, signal]) > 0;
    let isFirst = true;
    const table = {
      ...tableOf(),
      all: () => {
        const now = isFirst ? rows : left;
        isFirst = false;
        return Promise.resolve(now);
      },
    };
    await endTree(root, { graceMs: LONG_MS, platform: 'linux', table, send });
    return sent;
  }

  it('signals a group as a whole, and a process of a group that is not its own by itself', async () => {
    assert.deepEqual(await signals([row(70, 1), row(71, 70), row(72, 71, { group: 72, session: 72 })]), [
      [-70, 'SIGTERM'],
      [-72, 'SIGTERM'],
    ]);
    assert.deepEqual(await signals([row(71, 1), row(73, 71, { group: 50, session: 50 }), row(50, 1)]), [
      [71, 'SIGTERM'],
      [73, 'SIGTERM'],
    ]);
  });

  it('signals nobody of another boot, nobody older, and no first process', async () => {
    assert.deepEqual(await signals([row(80, 1, { startTime: 'later boot/80' })]), []);
    assert.deepEqual(await signals([row(80, 1, { startTime: 'boot/69' })]), []);
    assert.deepEqual(await signals([row(1, 0, { startTime: 'boot/71' })]), []);
    assert.deepEqual(await signals([row(70, 1, { hasEnded: true })]), []);
  });

  it('signals nobody in the group of another process that has the pid by now', async () => {
    assert.deepEqual(await signals([row(70, 1, { startTime: 'boot/98' }), row(99, 70)]), []);
  });

  it('does not end the process that ends the others, even as one of them', async () => {
    const rows = [row(70, 1), row(process.pid, 70), row(90, process.pid)];
    assert.deepEqual(await signals(rows, [row(process.pid, 1)]), [
      [70, 'SIGTERM'],
      [90, 'SIGTERM'],
    ]);
  });

  it('on Windows has the whole tree ended by taskkill, if it is the right one', async () => {
    const programs: (readonly string[])[] = [];
    const rows = [{ pid: 70, parent: 1, startTime: '/2026-11-26T15:11:46.1Z', hasEnded: false }];
    const table = { ...tableOf(), all: () => Promise.resolve(programs.length === 0 ? rows : []) };
    const run = (program: string, args: readonly string[]) => {
      programs.push([program, ...args]);
      return Promise.resolve('');
    };
    const options = { graceMs: 0, platform: 'win32', table, run } as const;
    assert.deepEqual(await endTree({ pid: 70, startTime: '/2026-11-26T15:11:46.2Z' }, options), []);
    assert.equal(programs.length, 0);
    assert.deepEqual(await endTree({ pid: 70, startTime: '/2026-11-26T15:11:46.1Z' }, options), []);
    assert.deepEqual(
      programs.map(([program = '', ...args]) => [program.replace(/^.*\\/, ''), ...args]),
      [['taskkill.exe', '/PID', '70', '/T', '/F']],
    );
    assert.match(programs[0]?.[0] ?? '', /^[A-Z]:\\/);
  });
});
