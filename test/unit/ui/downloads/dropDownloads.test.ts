import assert from 'node:assert/strict';
import { inOrder } from '../../../../src/core/tasks/order';
import { TaskQueue } from '../../../../src/core/tasks/taskQueue';
import { dropDownloads } from '../../../../src/ui/downloads/view/dropDownloads';
import { tempFolder } from '../../support/tempFolder';

describe('downloads that are dragged', () => {
  const folder = tempFolder();
  let queue: TaskQueue;
  beforeEach(async () => {
    queue = new TaskQueue(folder.path);
    const task = (kind: string) => (id: string) => ({ id, title: id, kind });
    await queue.add(...['a', 'b', 'c', 'd'].map(task('model')));
    await queue.add(...['x', 'y'].map(task('images')));
  });

  const order = async (kind: string) =>
    inOrder(await queue.list())
      .filter((task) => task.kind === kind)
      .map(({ id }) => id)
      .join('');

  for (const [what, dragged, target, models, images] of [
    ['up', ['d'], 'b', 'adbc', 'xy'],
    ['down', ['a'], 'c', 'bcad', 'xy'],
    ['together', ['d', 'b'], 'a', 'bdac', 'xy'],
    ['below the last row', ['a'], undefined, 'bcda', 'xy'],
    ['over a row of another kind', ['a'], 'x', 'bcda', 'xy'],
    ['over the first row, which is of another kind', ['y'], 'a', 'abcd', 'yx'],
    ['with those of another kind', ['d', 'y'], 'a', 'dabc', 'yx'],
    ['to where they are', ['b'], 'b', 'abcd', 'xy'],
  ] as const)
    it(`${what}, take the turn of the row that they are dropped on`, async () => {
      await dropDownloads(queue, dragged, target);
      assert.deepEqual([await order('model'), await order('images')], [models, images]);
    });

  it('over one that runs, come first; those that do not wait stay', async () => {
    await queue.claim('model');
    await dropDownloads(queue, ['a', 'c'], 'a');
    assert.deepEqual(await queue.waiting('model'), ['c', 'b', 'd']);
    await queue.pause('b');
    await dropDownloads(queue, ['b'], 'c');
    assert.equal((await queue.get('b'))?.state, 'paused');
  });
});
