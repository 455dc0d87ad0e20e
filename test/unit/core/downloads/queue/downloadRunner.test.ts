import assert from 'node:assert/strict';
import {
  DownloadRunner,
  type DownloadRunnerDeps,
  type Work,
  type WorkContext,
} from '../../../../../src/core/downloads/queue/downloadRunner';
import { Problem } from '../../../../../src/core/problem/problem';
import { TaskQueue } from '../../../../../src/core/tasks/taskQueue';
import { tempFolder } from '../../../support/tempFolder';
import { until } from '../../../support/until';

/** A piece of work that the test ends. */
interface Begun extends WorkContext {
  readonly id: string;
  readonly finish: (result?: unknown, problem?: Problem) => void;
  readonly fail: (error: Error) => void;
}

describe('running downloads', () => {
  const folder = tempFolder();
  let queue: TaskQueue;
  let begun: Begun[];
  let runner: DownloadRunner;
  let timers: (() => void)[];
  let mayRun: boolean;
  let errors: unknown[];

  /** Work that listens to its signal, as every download does. */
  const work: Work = ({ id }, context) =>
    new Promise((finish, fail) => {
      begun.push({
        id,
        ...context,
        finish: (result, problem) => finish({ result, ...(problem && { problem }) }),
        fail,
      });
      context.signal.addEventListener('abort', () => fail(new DOMException('aborted', 'AbortError')));
    });

  beforeEach(() => {
    queue = new TaskQueue(folder.path, { limits: () => ({ model: 2 }), goOn: ['model'] });
    [begun, timers, errors, mayRun] = [[], [], [], true];
  });
  afterEach(async () => {
    await runner.close();
    assert.deepEqual(errors, []);
  });

  const start = (more: Partial<DownloadRunnerDeps> = {}) => {
    runner = new DownloadRunner({
      queue,
      work: { model: work },
      mayRun: () => mayRun,
      onError: (error) => errors.push(error),
      after: (_, then) => {
        timers.push(then);
        return () => undefined;
      },
      ...more,
    });
  };
  const add = (...ids: string[]) => queue.add(...ids.map((id) => ({ id, title: id, kind: 'model' })));
  const states = async () => (await queue.list()).map(({ id, state }) => `${id} ${state}`);
  const has = async (...wanted: string[]) =>
    until(async () => JSON.stringify(await states()) === JSON.stringify(wanted));
  const running = (id: string) => {
    const found = begun.findLast((each) => each.id === id);
    assert.ok(found, `${id} was not begun`);
    return found;
  };
  const whenBegun = (count: number) => until(() => begun.length >= count);

  it('runs as many at a time as may, and keeps what comes of them', async () => {
    await add('a', 'b', 'c');
    start();
    await has('a running', 'b running', 'c pending');
    await whenBegun(2);
    running('a').finish({ path: '/a' });
    await has('a completed', 'b running', 'c running');
    assert.deepEqual((await queue.get('a'))?.result, { path: '/a' });
  });

  it('takes up what is added later', async () => {
    start();
    await add('a');
    runner.look();
    await has('a running');
  });

  it('tells how far each is while it runs', async () => {
    await add('a');
    start();
    await whenBegun(1);
    let told = 0;
    const stop = runner.onDidChange(() => told++);
    running('a').tell(0.5, { bytes: 5, totalBytes: 10 });
    assert.deepEqual([told, runner.live.get('a')], [1, { bytes: 5, totalBytes: 10 }]);
    stop();
    running('a').finish();
    await has('a completed');
    await until(() => !runner.live.has('a'));
    assert.equal(told, 1);
  });

  it('pauses, resumes and cancels what the user wants, in whatever window', async () => {
    await add('a', 'b');
    start();
    await whenBegun(2);
    const elsewhere = new TaskQueue(folder.path);
    await elsewhere.pause('a');
    await elsewhere.cancel('b');
    runner.look();
    await has('a paused', 'b canceled');
    await elsewhere.resume('a');
    runner.look();
    await whenBegun(3);
    running('a').finish();
    await has('a completed', 'b canceled');
  });

  it('keeps a download that was done before its pause came', async () => {
    await add('a');
    start({ work: { model: async (task, context) => {
      await work(task, context).catch(() => undefined);
      return { result: 'done' };
    } } }); // prettier-ignore
    await whenBegun(1);
    await queue.pause('a');
    runner.look();
    await has('a completed');
  });

  it('gives back what it does not end, so that it goes on later', async () => {
    await add('a', 'b');
    start();
    await whenBegun(2);
    await runner.close();
    assert.deepEqual(await states(), ['a pending', 'b pending']);
    start();
    await whenBegun(4);
  });

  it('says why one failed, and goes on with the others', async () => {
    await add('a', 'b', 'c');
    start();
    await whenBegun(2);
    running('a').fail(new Problem('no_access', 'It is not yours.', 'Buy it.'));
    await has('a failed', 'b running', 'c running');
    assert.deepEqual((await queue.get('a'))?.error, {
      code: 'no_access',
      message: 'It is not yours.',
      advice: 'Buy it.',
    });
  });

  it('keeps what came of one of which a part failed, and forgets it at another try', async () => {
    await add('a');
    start();
    await whenBegun(1);
    running('a').finish({ some: 2 }, new Problem('not_found', 'One is gone.', 'Retry.'));
    await has('a failed');
    const task = await queue.get('a');
    assert.deepEqual([task?.result, task?.error?.message], [{ some: 2 }, 'One is gone.']);
    await queue.retry('a');
    assert.equal((await queue.get('a'))?.result, undefined);
  });

  it('waits for the network, and goes on when it is back', async () => {
    await add('a', 'b', 'c');
    start();
    await whenBegun(2);
    running('a').fail(new Problem('offline', 'Not reached.', 'Wait.'));
    await has('a pending', 'b running', 'c pending');
    await until(() => runner.isOffline);
    const looks = timers.length;
    runner.look();
    await until(() => timers.length > looks);
    assert.equal(begun.length, 2, 'nothing is begun without a network');
    timers.at(-1)?.();
    await whenBegun(3);
    assert.equal(runner.isOffline, false);
    await has('a running', 'b running', 'c pending');
  });

  it('pauses all where the server gives nothing more, says so once, and tries nothing by itself', async () => {
    await add('a', 'b', 'c');
    const stopped: string[] = [];
    start({ onStopped: ({ message }) => stopped.push(message) });
    await whenBegun(2);
    const quota = new Problem('quota_reached', 'No more for now.', 'Wait.');
    running('a').fail(quota);
    running('b').fail(quota);
    await has('a paused', 'b paused', 'c paused');
    runner.look();
    timers.at(-1)?.();
    assert.deepEqual([stopped, begun.length], [['No more for now.'], 2]);
    await queue.resume('a');
    runner.look();
    await has('a running', 'b paused', 'c paused');
  });

  it('stops where nothing may be downloaded, and goes on when it may', async () => {
    await add('a', 'b');
    start();
    await whenBegun(2);
    mayRun = false;
    runner.look();
    await has('a pending', 'b pending');
    mayRun = true;
    runner.look();
    await has('a running', 'b running');
  });
});
