import assert from 'node:assert/strict';
import type { ProcessRow } from '../../../../src/core/processes/processTable';
import { TaskQueue } from '../../../../src/core/tasks/taskQueue';
import { tempFolder } from '../../support/tempFolder';

const here: ProcessRow = { pid: 70, parent: 1, startTime: 'boot/1', hasEnded: false };
const other: ProcessRow = { pid: 80, parent: 1, startTime: 'boot/2', hasEnded: false };

describe('what becomes of tasks', () => {
  const folder = tempFolder();
  const living = new Set<ProcessRow>();
  const open = ({ pid, startTime }: ProcessRow) =>
    new TaskQueue(folder.path, {
      own: { pid, startTime },
      host: 'here',
      table: {
        find: (id) => Promise.resolve([...living].find((row) => row.pid === id)),
        all: () => Promise.resolve([...living]),
      },
      goOn: ['download'],
      limits: () => ({ download: 2 }),
    });
  let queue: TaskQueue;
  beforeEach(() => {
    living.clear();
    living.add(here).add(other);
    queue = open(here);
  });
  const add = (kind: string, ...ids: string[]) => queue.add(...ids.map((id) => ({ id, title: id, kind })));
  const states = async () => (await queue.list()).map(({ id, state }) => `${id} ${state}`);

  it('of a program that has ended: those of a kind that goes on wait again, others have failed', async () => {
    await add('training', 't');
    await add('download', 'd');
    await queue.claim('download');
    await queue.claim('training');
    living.delete(here);
    const after = open(other);
    assert.equal((await after.settle()).length, 2);
    assert.deepEqual(await states(), ['t failed', 'd pending']);
    assert.equal((await after.claim('download'))?.task.id, 'd');
  });

  it('what came of one is kept, and one that was given back has its turn again', async () => {
    await add('download', 'a', 'b');
    await (await queue.claim('download'))?.end({ state: 'pending' });
    const again = await queue.claim('download');
    assert.equal(again?.task.id, 'a');
    await again.end({ state: 'completed', result: { path: '/x' } });
    assert.deepEqual((await open(other).get('a'))?.result, { path: '/x' });
    assert.deepEqual(await states(), ['a completed', 'b pending']);
  });

  it('as many run at a time as the limits say when they are asked', async () => {
    let limit = 1;
    const limited = new TaskQueue(folder.path, { limits: () => ({ download: limit }) });
    await add('download', 'a', 'b');
    assert.ok(await limited.claim('download'));
    assert.equal(await limited.claim('download'), undefined);
    limit = 2;
    assert.ok(await limited.claim('download'));
  });

  it('those that are wanted are cleared, and none that still waits', async () => {
    await add('download', 'a', 'b', 'c');
    for (const id of ['a', 'b']) await queue.cancel(id);
    assert.equal(await queue.clear(['b', 'c']), 1);
    assert.deepEqual(await states(), ['a canceled', 'c pending']);
  });
});
