import assert from 'node:assert/strict';
import { DownloadRunner } from '../../../../src/core/downloads/queue/downloadRunner';
import { TaskQueue } from '../../../../src/core/tasks/taskQueue';
import { downloadsViewCommands } from '../../../../src/ui/downloads/view/downloadsViewCommands';
import { ScriptedDialogs, type Answer } from '../../support/scriptedDialogs';
import { tempFolder } from '../../support/tempFolder';

describe('the commands of the Downloads view', () => {
  const folder = tempFolder();
  let queue: TaskQueue;
  let runner: DownloadRunner;
  let changes: number;
  let revealed: string[];
  beforeEach(async () => {
    [changes, revealed] = [0, []];
    queue = new TaskQueue(folder.path);
    // It runs nothing: what the commands do stands in the queue.
    runner = new DownloadRunner({
      queue,
      work: {},
      mayRun: () => false,
      onError: (error) => assert.fail(String(error)),
    });
    await queue.add(
      ...['a', 'b', 'c'].map((id) => ({ id, title: id.toUpperCase(), kind: 'model-download' })),
    );
  });
  afterEach(() => runner.close());

  const commands = (...answers: Answer[]) => {
    const dialogs = new ScriptedDialogs(...answers);
    const handlers = downloadsViewCommands({
      dialogs,
      downloads: () => Promise.resolve({ queue, runner }),
      changed: () => changes++,
      reveal: (path) => {
        revealed.push(path);
        return Promise.resolve();
      },
    });
    const run = (name: string, ...args: unknown[]) =>
      handlers[`diffusionWorkbench.downloads.${name}` as keyof typeof handlers](...args);
    return { dialogs, run };
  };
  const states = async () => (await queue.list()).map(({ id, state }) => `${id} ${state}`).join(', ');

  it('work on the row, or on all that are selected with it', async () => {
    const { run } = commands();
    await run('pause', 'a');
    assert.equal(await states(), 'a paused, b pending, c pending');
    await run('cancel', 'b', ['b', 'c']);
    assert.equal(await states(), 'a paused, b canceled, c canceled');
    await run('resume', 'a', ['b']);
    await run('retry', 'c');
    assert.equal(await states(), 'a pending, b canceled, c pending');
    assert.equal(changes, 4);
  });

  it('ask where they are called elsewhere, for what makes sense only', async () => {
    await queue.pause('b');
    const { run, dialogs } = commands('B');
    await run('resume');
    assert.deepEqual(dialogs.shown[0]?.choices, ['B']);
    assert.equal(await states(), 'a pending, b pending, c pending');
    await run('resume');
    assert.match(dialogs.texts.at(-1) ?? '', /There is no download/);
  });

  it('work on all', async () => {
    const { run } = commands();
    await run('pauseAll');
    assert.equal(await states(), 'a paused, b paused, c paused');
    await run('resumeAll');
    await queue.cancel('a');
    await run('retryAll');
    assert.equal(await states(), 'a canceled, b pending, c pending', 'what the user cancelled stays');
    await run('clearFinished');
    assert.equal(await states(), 'b pending, c pending');
  });

  it('give those that wait another turn, and remove what is over', async () => {
    const { run } = commands();
    await run('moveFirst', 'c');
    assert.deepEqual(await queue.waiting('model-download'), ['c', 'a', 'b']);
    await run('moveDown', 'c', ['c', 'a']);
    assert.deepEqual(await queue.waiting('model-download'), ['b', 'c', 'a']);
    await queue.cancel('a');
    await run('clear', 'a', ['a', 'b']);
    assert.equal(await states(), 'b pending, c pending');
  });

  it('show where a download is', async () => {
    const claim = await queue.claim('model-download');
    await claim?.end({
      state: 'completed',
      result: { path: '/x/y', bytes: 1, isVerified: true, wasThere: false },
    });
    await commands().run('reveal', 'a');
    assert.deepEqual(revealed, ['/x/y']);
  });
});
