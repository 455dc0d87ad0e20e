import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../../../src/core/problem/problem';
import type { ProcessRow } from '../../../../src/core/processes/processTable';
import { Claim } from '../../../../src/core/tasks/claim';
import type { Task } from '../../../../src/core/tasks/task';
import { TaskQueue, type TaskQueueOptions } from '../../../../src/core/tasks/taskQueue';
import { TaskStore } from '../../../../src/core/tasks/taskStore';
import { tempFolder } from '../../support/tempFolder';
import { until } from '../../support/until';

const process1: ProcessRow = { pid: 70, parent: 1, startTime: 'boot/1', hasEnded: false };
const process2: ProcessRow = { pid: 80, parent: 1, startTime: 'boot/2', hasEnded: false };
const error = { code: 'oom', message: 'Out of memory.', advice: 'Use less.' };

describe('a queue of tasks', () => {
  const folder = tempFolder();
  /** The processes of the machine; each queue is one of two processes. */
  const living = new Set<ProcessRow>();
  const table = {
    find: (pid: number) => Promise.resolve([...living].find((row) => row.pid === pid)),
    all: () => Promise.resolve([...living]),
  };
  const file = () => join(folder.path, 'new', 'tasks.ndjson');
  const open = (own = process1, more: TaskQueueOptions = {}) => {
    const { pid, startTime } = own;
    return new TaskQueue(join(folder.path, 'new'), {
      own: { pid, startTime },
      host: 'here',
      table,
      ...more,
    });
  };
  let queue: TaskQueue;
  let other: TaskQueue;

  beforeEach(() => {
    living.clear();
    living.add(process1).add(process2);
    [queue, other] = [open(process1), open(process2)];
  });

  const add = async (to: TaskQueue, ...ids: string[]) => {
    await to.add(
      ...ids.map((id) => ({ id, title: id.toUpperCase(), kind: 'training', payload: { of: id } })),
    );
  };
  const states = async (of = queue) => (await of.list()).map(({ id, state }) => `${id} ${state}`);
  const claimed = async (from: TaskQueue, ...kinds: string[]): Promise<Claim> => {
    const claim = await from.claim(...kinds, 'training');
    assert.ok(claim);
    return claim;
  };
  const refused = (work: Promise<unknown>, code: string) =>
    assert.rejects(work, (thrown) => thrown instanceof Problem && thrown.code === code);

  it('is empty before something is added, and makes no file', async () => {
    assert.deepEqual(await queue.list(), []);
    assert.equal(await queue.claim('training'), undefined);
    assert.equal(existsSync(file()), false);
  });

  it('keeps what is added, in its order, for everyone and later', async () => {
    const clock = () => new Date('2026-01-02T03:04:05Z');
    const [made] = await open(process1, { clock }).add({ title: 'First', kind: 'x', payload: [1] });
    assert.match(made?.id ?? '', /^[0-9a-f-]{36}$/);
    await add(other, 'b', 'c');
    await add(queue, 'a');
    for (const each of [queue, other, open()]) {
      assert.deepEqual(
        (await each.list()).map(({ title }) => title),
        ['First', 'B', 'C', 'A'],
      );
    }
    const first = (await open().list())[0];
    assert.deepEqual(
      [first?.kind, first?.state, first?.progress, first?.createdAt, first?.payload],
      ['x', 'pending', 0, '2026-01-02T03:04:05.000Z', [1]],
    );
    await refused(add(queue, 'z', 'a'), 'bad_input');
    assert.equal((await queue.list()).length, 4, 'all or none');
  });

  it('gives each task to one, the oldest first, and of the kinds that are asked for', async () => {
    const many = { limits: () => ({ training: 9 }) };
    [queue, other] = [open(process1, many), open(process2, many)];
    await add(queue, 'a', 'b');
    await queue.add({ id: 'd', title: 'D', kind: 'download', payload: null });
    const first = await claimed(other);
    assert.deepEqual([first.task.id, first.task.payload], ['a', { of: 'a' }]);
    assert.deepEqual(first.task.owner, { pid: 80, startTime: 'boot/2', host: 'here' });
    assert.equal((await claimed(queue)).task.id, 'b');
    assert.equal(await queue.claim('training', 'else'), undefined);
    assert.equal((await claimed(queue, 'download')).task.id, 'd');
  });

  it('runs no more tasks of a kind than may, whoever claims', async () => {
    await add(queue, 'a', 'b', 'c');
    await queue.add({ id: 'd', title: 'D', kind: 'download', payload: null });
    const first = await claimed(queue);
    assert.equal(await other.claim('training'), undefined);
    assert.equal(
      (await claimed(other, 'download')).task.id,
      'd',
      'a full kind does not keep another waiting',
    );
    const two = open(process2, { limits: () => ({ training: 2 }) });
    assert.equal((await claimed(two)).task.id, 'b');
    assert.equal(await two.claim('training'), undefined);
    await first.end({ state: 'completed' });
    assert.equal((await claimed(two)).task.id, 'c');
  });

  it('ends a run as its owner says', async () => {
    const many = open(process1, { limits: () => ({ training: 9 }) });
    const outcomes = ['completed', 'skipped', 'canceled', 'paused'] as const;
    await add(queue, ...outcomes, 'failed');
    for (const state of outcomes) {
      assert.equal((await (await claimed(many)).end({ state }))?.state, state);
    }
    await (await claimed(many)).end({ state: 'failed', error });
    assert.deepEqual(
      await states(open()),
      [...outcomes, 'failed'].map((state) => `${state} ${state}`),
    );
    assert.deepEqual((await open().get('failed'))?.error, error);
    assert.equal((await open().get('completed'))?.progress, 1);
  });

  it('pauses, resumes, cancels, skips and tries again what does not run', async () => {
    await add(queue, 'a', 'b', 'c');
    await queue.pause('a');
    await other.cancel('b');
    await queue.skip('c');
    assert.deepEqual(await states(), ['a paused', 'b canceled', 'c skipped']);
    assert.equal(await queue.claim('training'), undefined);
    assert.equal((await other.pause('a')).state, 'paused', 'already');
    await refused(queue.retry('a'), 'changed_meanwhile');
    await refused(queue.cancel('none'), 'missing');
    await queue.resume('a');
    await queue.retry('b');
    await queue.retry('c');
    assert.deepEqual(await states(other), ['a pending', 'b pending', 'c pending']);
  });

  it('asks the owner of a running task to let it go, and gives it to nobody else until then', async () => {
    await add(queue, 'a');
    const claim = await claimed(queue);
    assert.equal(await claim.asked(), undefined);
    assert.equal((await other.pause('a')).state, 'running');
    assert.equal(await claim.asked(), 'pause');
    await refused(other.resume('a'), 'changed_meanwhile');
    assert.equal(await other.claim('training'), undefined);
    await claim.end({ state: 'paused' });
    assert.equal(await claim.asked(), 'lost');

    await other.resume('a');
    const again = await claimed(other);
    assert.notEqual(again.id, claim.id);
    await queue.cancel('a');
    assert.equal(await again.asked(), 'cancel');
    assert.equal(await claim.end({ state: 'completed' }), undefined, 'not its run any more');
    await again.end({ state: 'canceled' });
    assert.deepEqual(await states(), ['a canceled']);
  });

  it('finds tasks whose owners have died: they failed, and can be tried again', async () => {
    await add(queue, 'a', 'b');
    await claimed(queue);
    assert.deepEqual(await other.settle(), []);
    // Its pid is another process's by now.
    living.delete(process1);
    living.add({ ...process1, startTime: 'boot/3' });
    assert.deepEqual(
      (await other.settle()).map(({ id }) => id),
      ['a'],
    );
    const dead = await other.get('a');
    assert.deepEqual([dead?.state, dead?.error?.code, dead?.owner], ['failed', 'ended', undefined]);
    assert.equal(dead?.error?.message, 'The program that ran A has ended.');
    await other.retry('a');
    assert.equal((await claimed(other)).task.id, 'a');
  });

  it('gives the place of a dead owner to the next task', async () => {
    await add(queue, 'a', 'b');
    await claimed(queue);
    living.delete(process1);
    assert.equal((await claimed(other)).task.id, 'b');
    assert.deepEqual(await states(), ['a failed', 'b running']);
  });

  it('does at once what is wanted of a task whose owner has died', async () => {
    const many = { limits: () => ({ training: 9 }) };
    await add(queue, 'a', 'b', 'c');
    for (let at = 0; at < 3; at++) await claimed(open(process1, many));
    await other.cancel('c');
    living.delete(process1);
    await other.pause('a');
    await other.cancel('b');
    assert.deepEqual(await states(), ['a paused', 'b canceled', 'c running']);
    await other.settle();
    assert.deepEqual(await states(), ['a paused', 'b canceled', 'c canceled'], 'asked for before');
  });

  it('does not take the owner of another machine for dead, but the word of the user counts', async () => {
    await add(queue, 'a', 'b');
    const there = open({ ...process1, pid: 1234 }, { host: 'there' });
    const claim = await claimed(there);
    assert.deepEqual(await queue.settle(), []);
    assert.equal(await queue.claim('training'), undefined);
    await queue.cancel('a');
    assert.deepEqual(await states(), ['a canceled', 'b pending']);
    assert.equal(await claim.asked(), 'lost');
  });

  it('counts what runs on another machine only where a kind is not limited for each of them', async () => {
    const perMachine = { perMachine: ['training'] };
    await add(queue, 'a', 'b', 'c');
    await claimed(open({ ...process1, pid: 1234 }, { host: 'there', ...perMachine }));
    assert.equal(await queue.claim('training'), undefined);
    const here = await claimed(open(process1, perMachine));
    assert.equal(here.task.id, 'b');
    assert.equal(await open(process2, perMachine).claim('training'), undefined, 'b runs here');
  });

  it('gives tasks their turns in the order that the user wants, for all processes', async () => {
    await add(queue, 'a', 'b', 'c', 'd');
    await queue.move('training', ['d'], 'first');
    await other.move('training', ['c'], 'up');
    assert.deepEqual(await open().waiting('training'), ['d', 'a', 'c', 'b']);
    assert.equal((await claimed(other)).task.id, 'd');
    await add(other, 'e');
    assert.deepEqual(await queue.waiting('training'), ['a', 'c', 'b', 'e'], 'a new one comes last');
    await other.move('training', ['e'], { at: 'c' });
    await queue.cancel('c');
    await queue.retry('c');
    assert.deepEqual(await queue.waiting('training'), ['a', 'e', 'b', 'c'], 'one that is tried again, too');
    await refused(queue.move('training', ['d'], 'last'), 'changed_meanwhile');
    await refused(queue.move('download', ['a'], 'last'), 'changed_meanwhile');
  });

  it('keeps the order of one that is paused and goes on', async () => {
    await add(queue, 'a', 'b');
    await queue.move('training', ['b'], 'first');
    await queue.pause('b');
    await queue.resume('b');
    assert.deepEqual(await queue.waiting('training'), ['b', 'a']);
  });

  it('lets a process that was started for it take over a run', async () => {
    await add(queue, 'a');
    const claim = await claimed(queue);
    assert.equal(await other.adopt('a', 'another claim'), undefined);
    assert.equal((await other.get('a'))?.owner?.pid, 70);
    const adopted = await other.adopt('a', claim.id);
    assert.equal(adopted?.task.owner?.pid, 80);
    living.delete(process1);
    assert.deepEqual(await other.settle(), [], 'its owner lives');
    await adopted.end({ state: 'completed' });
    assert.equal(await other.adopt('a', claim.id), undefined);
  });

  it('clears what is finished; such an id can come again, as the last one', async () => {
    await add(queue, 'a', 'b', 'c');
    await queue.cancel('a');
    assert.equal(await other.clear(), 1);
    assert.equal(await other.clear(), 0);
    assert.deepEqual(await states(open()), ['b pending', 'c pending']);
    await add(other, 'a');
    assert.deepEqual(await states(queue), ['b pending', 'c pending', 'a pending']);
    assert.deepEqual(await states(open()), ['b pending', 'c pending', 'a pending']);
  });

  it('tells the progress of a run now and then', async () => {
    await add(queue, 'a');
    const store = new TaskStore(join(folder.path, 'new'));
    const { task, id } = await claimed(queue);
    let now = 0;
    const claim = new Claim(
      store,
      () => new Date(),
      task,
      id,
      () => now,
    );
    const calls = [
      [0, 0.1, 0.1],
      [10, 0.2, 0.1],
      [499, 0.3, 0.1],
      [500, 0.4, 0.4],
      [1500, 7, 1],
      [2500, NaN, 1],
      [2501, -1, 1],
      [9000, 0.6, 0.6],
    ] as const;
    for (const [at, value, told] of calls) {
      now = at;
      await claim.progress(value);
      assert.equal((await other.get('a'))?.progress, told, `${value} at ${at}`);
    }
    await claim.end({ state: 'paused' });
    now = 99_000;
    await claim.progress(0.9);
    assert.equal((await open().get('a'))?.progress, 0.6, 'kept, and not told by who runs it no more');
  });

  it('tells the last progress of a run though nothing follows it', async () => {
    await add(queue, 'a');
    const claim = await claimed(queue);
    await claim.progress(0.1);
    await claim.progress(0.2);
    await claim.progress(0.3);
    await until(async () => (await other.get('a'))?.progress === 0.3);
    await claim.end({ state: 'paused' });
  });

  it('calls back when another process changes something, and no more once that is ended', async () => {
    let calls = 0;
    const end = queue.watch(() => calls++);
    await add(other, 'a');
    await until(() => calls > 0);
    const before = calls;
    await other.pause('a');
    await until(() => calls > before);
    end();
    const after = calls;
    const next = new Promise<void>((resolve) => {
      const endNext = other.watch(() => {
        endNext();
        resolve();
      });
    });
    await other.resume('a');
    await next;
    assert.equal(calls, after);
  });

  it('skips broken lines, also one that a kill left open', async () => {
    await add(queue, 'a');
    appendFileSync(file(), 'nonsense\n{}\nnull\n[]\n"x"\n\xff\n{"id":"b","revision":1}\n{"id":"half","revi');
    await add(other, 'c');
    assert.deepEqual(await states(), ['a pending', 'c pending']);
    assert.deepEqual(await states(open()), ['a pending', 'c pending']);
    const claim = await claimed(queue);
    appendFileSync(file(), '{"id":"half","revi');
    await claim.progress(0.5);
    assert.equal((await other.get('a'))?.progress, 0.5, 'the line after a broken one');
    writeFileSync(file(), 'not ours');
    assert.deepEqual(await states(), []);
    await add(queue, 'd');
    assert.deepEqual(await states(other), ['d pending']);
  });

  it('reads a line once it is whole', async () => {
    await add(queue, 'a');
    const line = JSON.stringify({ ...(await queue.get('a')), id: 'b' });
    appendFileSync(file(), line.slice(0, 50));
    assert.deepEqual(await states(), ['a pending']);
    appendFileSync(file(), line.slice(50));
    assert.deepEqual(await states(), ['a pending']);
    appendFileSync(file(), '\n');
    assert.deepEqual(await states(), ['a pending', 'b pending']);
  });

  it('reads a file that was cut anew', async () => {
    await add(queue, 'a');
    const short = readFileSync(file());
    await add(queue, 'b');
    assert.deepEqual(await states(other), ['a pending', 'b pending']);
    writeFileSync(file(), short);
    assert.deepEqual(await states(other), ['a pending']);
  });

  it('keeps what a newer version wrote: fields, kinds, states and lines', async () => {
    const base = { title: 'N', kind: 'from the future', state: 'pending', progress: 0, createdAt: 'x' };
    const lines = [
      { id: 'fields', revision: 1, ...base, hue: { deep: [1] } },
      { id: 'state', revision: 1, ...base, kind: 'training' },
      { id: 'state', revision: 2, ...base, kind: 'training', state: 'dreaming' },
      { dream: 'of more' },
    ];
    await add(queue, 'a');
    appendFileSync(file(), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    assert.deepEqual(await states(), ['a pending', 'fields pending']);
    await (await claimed(queue)).end({ state: 'completed' });
    assert.equal(await queue.claim('training'), undefined, 'a state that is not known is not run');
    await queue.pause('fields');
    await churn();
    const kept = readFileSync(file(), 'utf8').split('\n');
    assert.ok(kept.length < 900, 'compacted');
    assert.ok(kept.includes(JSON.stringify(lines[2])));
    assert.ok(kept.includes(JSON.stringify(lines[3])));
    const fields = (await open().get('fields')) as Task & { hue?: unknown };
    assert.deepEqual([fields.state, fields.kind, fields.hue], ['paused', 'from the future', { deep: [1] }]);
  });

  it('is compacted when most lines are outdated, while others read on', async () => {
    await add(queue, 'a', 'b');
    await other.cancel('b');
    await other.clear();
    assert.deepEqual(await states(other), ['a pending']);
    await churn();
    assert.ok(readFileSync(file(), 'utf8').split('\n').length < 900);
    // Longer than before, so that only its first line tells that it is another file.
    await add(queue, ...Array.from({ length: 1500 }, (_, at) => `more${at}`));
    assert.deepEqual((await states(other)).slice(0, 3), ['a pending', 'churned paused', 'more0 pending']);
    await other.pause('a');
    assert.deepEqual((await states()).slice(0, 2), ['a paused', 'churned paused']);
    assert.doesNotMatch(readFileSync(file(), 'utf8'), /"id":"b"/);
  });

  /** Makes so many lines that the file is compacted with the last change. */
  async function churn(): Promise<void> {
    await add(queue, 'churned');
    const task = await queue.get('churned');
    const lines = Array.from({ length: 1000 }, (_, at) => JSON.stringify({ ...task, revision: 2 + at }));
    appendFileSync(file(), `${lines.join('\n')}\n`);
    await queue.pause('churned');
  }
});
