import assert from 'node:assert/strict';
import { WorkerPool } from '../../../../src/core/threads/workerPool';
import { tempFolder } from '../../support/tempFolder';

interface Request {
  readonly say?: string;
  readonly crash?: boolean;
  /** Waits until another worker says so, through this. */
  readonly gate?: SharedArrayBuffer;
}

const WORKER = `
const { parentPort, threadId } = require('node:worker_threads');
parentPort.on('message', ({ say, crash, gate }) => {
  if (crash) throw new Error('crashed as told');
  if (gate) {
    const state = new Int32Array(gate);
    Atomics.add(state, 0, 1);
    Atomics.notify(state, 0);
    Atomics.wait(state, 1, 0);
  }
  parentPort.postMessage({ kind: 'progress', amount: 1 });
  parentPort.postMessage({ kind: 'answer', answer: { say, threadId } });
});
`;

describe('WorkerPool', () => {
  const folder = tempFolder();
  const pools: WorkerPool<Request, { say: string; threadId: number }>[] = [];
  const pool = (size: number) => {
    const made = new WorkerPool<Request, { say: string; threadId: number }>(
      folder.write('worker.cjs', WORKER),
      size,
    );
    pools.push(made);
    return made;
  };
  afterEach(() => Promise.all(pools.splice(0).map((each) => each.close())));

  it('answers with the progress before', async () => {
    let amount = 0;
    const answer = await pool(1).run({ say: 'hello' }, { onProgress: (more) => (amount += more) });
    assert.equal(answer.say, 'hello');
    assert.equal(amount, 1);
  });

  it('rejects the call of a worker that crashes and replaces the worker', async () => {
    const one = pool(1);
    const crashing = one.run({ crash: true });
    const after = one.run({ say: 'still here' });
    await assert.rejects(crashing, /crashed as told/);
    assert.equal((await after).say, 'still here');
  });

  it('runs no more calls of a lane than its limit, while others go on', async () => {
    const two = pool(2);
    const gate = new SharedArrayBuffer(8);
    const slow = { name: 'slow', limit: 1 };
    const state = new Int32Array(gate);
    const first = two.run({ say: 'first', gate }, { lane: slow });
    const second = two.run({ say: 'second' }, { lane: slow });
    const other = await two.run({ say: 'other' }, { lane: { name: 'fast', limit: 2 } });
    let secondDone = false;
    void second.then(() => (secondDone = true));
    // Another round trip: a second call of the lane would have been answered before.
    await two.run({ say: 'again' });
    assert.equal(secondDone, false);
    Atomics.store(state, 1, 1);
    Atomics.notify(state, 1);
    assert.equal((await first).say, 'first');
    assert.equal((await second).say, 'second');
    assert.equal(other.say, 'other');
  });

  it('cancels a call whose worker is busy, and one that waits', async () => {
    const one = pool(1);
    const stop = new AbortController();
    const gate = new SharedArrayBuffer(8);
    const busy = one.run({ gate }, { signal: stop.signal });
    const waiting = one.run({ say: 'never' }, { signal: stop.signal });
    const next = one.run({ say: 'next' });
    stop.abort();
    await assert.rejects(busy, { name: 'AbortError' });
    await assert.rejects(waiting, { name: 'AbortError' });
    assert.equal((await next).say, 'next');
  });

  it('starts no thread for a call that its run has given up', async () => {
    const one = pool(1);
    const stop = new AbortController();
    const { threadId: before } = await one.run({ say: 'first' });
    const busy = one.run({ gate: new SharedArrayBuffer(8) }, { signal: stop.signal });
    const waiting = Array.from({ length: 20 }, () => one.run({ say: 'never' }, { signal: stop.signal }));
    const given = [busy, ...waiting].map((call) => assert.rejects(call, { name: 'AbortError' }));
    stop.abort();
    await Promise.all(given);
    const { threadId: after } = await one.run({ say: 'next' });
    assert.equal(after - before, 1, 'threads were started only to be ended');
  });

  it('rejects what is under way when it is closed', async () => {
    const one = pool(1);
    const calls = [one.run({ gate: new SharedArrayBuffer(8) }), one.run({})];
    const rejected = Promise.all(calls.map((call) => assert.rejects(call, { code: 'ended' })));
    await one.close();
    await rejected;
    await assert.rejects(one.run({}), { code: 'ended' });
  });

  const openGate = (gate: SharedArrayBuffer) => {
    const state = new Int32Array(gate);
    Atomics.store(state, 1, 1);
    Atomics.notify(state, 1);
  };

  it('starts what waits when it gets more threads', async () => {
    const some = pool(1);
    const gate = new SharedArrayBuffer(8);
    const first = some.run({ say: 'first', gate });
    const second = some.run({ say: 'second' });
    some.resize(2);
    assert.equal((await second).say, 'second');
    openGate(gate);
    assert.equal((await first).say, 'first');
  });

  it('finishes what runs when it gets fewer threads, and starts nothing beyond them', async () => {
    const some = pool(2);
    const gates = [new SharedArrayBuffer(8), new SharedArrayBuffer(8)] as const;
    const [first, second] = gates.map((gate) => some.run({ say: 'gated', gate }));
    let thirdDone = false;
    const third = some.run({ say: 'third' }).then(() => (thirdDone = true));
    some.resize(1);
    openGate(gates[0]);
    assert.equal((await first)?.say, 'gated');
    // The way to a thread that starts only now: a third call would have been answered before.
    await pool(1).run({ say: 'round trip' });
    assert.equal(thirdDone, false);
    openGate(gates[1]);
    assert.equal((await second)?.say, 'gated');
    await third;
  });
});
