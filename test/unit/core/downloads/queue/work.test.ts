import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { IMAGES_TASK } from '../../../../../src/core/downloads/queue/payloads';
import type { ImagesResult } from '../../../../../src/core/downloads/queue/results';
import { imagesWork } from '../../../../../src/core/downloads/queue/work';
import type { Task } from '../../../../../src/core/tasks/task';

describe('a batch of images in which many fail', () => {
  it('names each of them, and keeps the first 200 with its task', async () => {
    const payload = {
      batch: { kind: 'image', imageId: 1 },
      settings: { folder: '/images', template: '{id}', skipExisting: true, duplicates: 'skip', concurrency: 1, minFreeBytes: 0 }, // prettier-ignore
    };
    const task: Task = { id: 'a', title: 'Images', kind: IMAGES_TASK, state: 'running', progress: 0, createdAt: '', revision: 0, payload }; // prettier-ignore
    const named: string[] = [];
    const work = imagesWork({
      download: (_batch, _settings, { onTask }) => {
        for (let id = 1; id <= 250; id++)
          onTask({ id: String(id), image: {}, model: {}, state: 'failed', progress: 0, notes: [], error: { code: 'timeout', message: `${id} stopped.`, advice: '' } }); // prettier-ignore
        return Promise.resolve({ completed: 0, skipped: 0, failed: 250 });
      },
      onFailed: ({ id, message }, { title }) => named.push(`${title} ${id} ${message}`),
    });
    const { result } = await work(task, { signal: new AbortController().signal, tell: () => undefined });
    assert.equal((result as ImagesResult).failures.length, 200);
    assert.deepEqual([named.length, named.at(-1)], [250, 'Images 250 250 stopped.']);
  });
});
