import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import files from 'node:fs/promises';
import { Problem } from '../../../../src/core/problem/problem';
import type { Task } from '../../../../src/core/tasks/task';
import { TaskStore } from '../../../../src/core/tasks/taskStore';
import { tempFolder } from '../../support/tempFolder';

const task: Task = {
  id: 'a',
  title: 'A',
  kind: 'training',
  state: 'pending',
  progress: 0,
  createdAt: '2026-01-01T00:00:00.000Z',
  revision: 0,
};

/** What another process does that took over the lock, because this one held it for too long. */
describe('tasks whose lock was taken over', () => {
  const folder = tempFolder();
  const store = () => new TaskStore(folder.path);
  const intrude = (changes: Partial<Task>) =>
    appendFileSync(store().path, `\n${JSON.stringify({ ...task, change: 'of another', ...changes })}\n`);

  it('are changed by whoever was first; the other decides again', async () => {
    await store().change(() => [task]);
    const seen: unknown[] = [];
    const changed = await store().change((lines) => {
      const found = lines.get('a');
      assert.ok(found);
      seen.push(found.state);
      if (found.state !== 'pending') return [];
      intrude({ revision: 2, state: 'running', claim: 'of another' });
      return [{ ...found, state: 'running', claim: 'mine' }];
    });
    assert.deepEqual(seen, ['pending', 'running']);
    assert.deepEqual(changed, []);
    assert.equal((await store().read()).get('a')?.claim, 'of another');
  });

  it('are not fought for without end', async () => {
    await store().change(() => [task]);
    let times = 0;
    const change = store().change((lines) => {
      const found = lines.get('a');
      assert.ok(found);
      times++;
      intrude({ revision: found.revision + 1 });
      return [found];
    });
    await assert.rejects(change, (error) => error instanceof Problem && error.code === 'locked');
    assert.equal(times, 3);
  });

  it('keep what is appended while the file is compacted', async () => {
    const mine = store();
    await mine.change(() => [task]);
    const lines = Array.from({ length: 1200 }, (_, at) => JSON.stringify({ ...task, revision: 2 + at }));
    appendFileSync(mine.path, `${lines.join('\n')}\n`);
    const { rename } = files;
    let isCompacted = false;
    files.rename = async (from, to) => {
      intrude({ revision: 5000, state: 'running' });
      await rename(from, to);
      isCompacted = true;
    };
    try {
      await mine.change((all) => [{ ...task, revision: all.revisionOf('a') }]);
    } finally {
      files.rename = rename;
    }
    assert.ok(isCompacted);
    for (const each of [mine, store()]) assert.equal((await each.read()).get('a')?.state, 'running');
  });
});
