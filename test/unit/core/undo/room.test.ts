import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { makeRoom, type RoomAnswer, type RoomQuestion } from '../../../../src/core/undo/room';
import { UndoRecorder } from '../../../../src/core/undo/undoRecorder';
import { UndoRuns } from '../../../../src/core/undo/undoRuns';
import { tempFolder } from '../../support/tempFolder';

describe('room for what can be undone', () => {
  const folder = tempFolder();
  const runs = () => new UndoRuns(join(folder.path, 'undo'));

  /** Three runs of a file each, the first the smallest. */
  async function threeRuns(): Promise<void> {
    for (const kilobytes of [10, 20, 30]) {
      const recorder = new UndoRecorder(runs(), { area: 'prompts', command: 'refilter' }, () => new Date(0));
      await recorder.keep(join(folder.path, 'a.txt'), Buffer.alloc(kilobytes * 1000, 'a'), Buffer.from('b'));
    }
  }

  async function ask(limit: number, answer?: RoomAnswer): Promise<RoomQuestion[]> {
    const asked: RoomQuestion[] = [];
    await makeRoom(runs(), {
      limit,
      paths: [folder.write('new.txt', 'a'.repeat(5000))],
      ask: (question) => {
        asked.push(question);
        return Promise.resolve(answer);
      },
    });
    return asked;
  }

  it('is there where all runs and the new one are below the limit, or there is none', async () => {
    await threeRuns();
    assert.deepEqual(await ask(70_000, 'forget'), []);
    assert.deepEqual(await ask(0, 'forget'), []);
    assert.equal((await runs().list()).length, 3);
  });

  it('is made by the oldest runs, and by no more of them than have to go', async () => {
    await threeRuns();
    const [question] = await ask(60_000, 'forget');
    assert.deepEqual(
      question?.oldest.map(({ id }) => id),
      [1],
    );
    assert.deepEqual(
      (await runs().list()).map(({ id }) => id),
      [3, 2],
    );
    await ask(40_000, 'forget');
    assert.deepEqual(
      (await runs().list()).map(({ id }) => id),
      [3],
    );
  });

  it('is made by runs with the files that they deleted, which go to where the user finds them', async () => {
    const disposed: string[] = [];
    const held = new UndoRuns(join(folder.path, 'undo'), {
      clock: () => new Date(0),
      dispose: async (holding) => {
        disposed.push(...(await readdir(holding)));
      },
    });
    const recorder = new UndoRecorder(held, { area: 'models', command: 'trash' }, () => new Date(0));
    await recorder.hold(folder.write('large.png', 'a'.repeat(50_000)));
    const asked: RoomQuestion[] = [];
    const paths = [folder.write('new.png', 'a')];
    const ask = (question: RoomQuestion): Promise<RoomAnswer> => {
      asked.push(question);
      return Promise.resolve('forget');
    };
    await makeRoom(held, { limit: 40_000, paths, ask });
    assert.ok((asked[0]?.kept ?? 0) > 50_000);
    assert.deepEqual([disposed, await held.list()], [['large.png'], []]);
  });

  it('is taken beyond the limit where the user keeps all, and nothing is changed where they let none go', async () => {
    await threeRuns();
    await ask(60_000, 'keep');
    await assert.rejects(ask(60_000), { code: 'undo_full' });
    assert.equal((await runs().list()).length, 3);
  });
});
