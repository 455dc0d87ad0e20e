import assert from 'node:assert/strict';
import type { Task } from '../../../../src/core/tasks/task';
import { downloadItem, imageItem, shownImages } from '../../../../src/ui/downloads/view/downloadItem';

const task = (more: Partial<Task> = {}): Task => ({
  id: 'a',
  title: 'Neon · v2',
  kind: 'model-download',
  state: 'pending',
  progress: 0,
  createdAt: '',
  revision: 1,
  ...more,
});
const model = { path: '/m/neon.safetensors', bytes: 6_900_000_000, isVerified: true, wasThere: false };
const images = (more = {}) => task({ kind: 'image-download', result: { folder: '/i', completed: 12, skipped: 3, failures: [], ...more } }); // prettier-ignore
const text = (of: Task, context = {}) => downloadItem(of, context).description;

describe('a row of the Downloads view', () => {
  it('says how far a model is, how fast it comes, and how long it will take', () => {
    const running = task({ state: 'running', progress: 0.42 });
    const live = { bytes: 42, totalBytes: 100, bytesPerSecond: 12_300_000, secondsLeft: 170 };
    assert.equal(text(running, { live }), '42 % · 12.3 MB/s · 3 min left');
    assert.equal(text(running), '42 %', 'one that another window runs');
    assert.equal(text(running, { live: { ...live, waitsFor: 'No answer.' } }), 'waits: No answer.');
    assert.equal(text({ ...running, asked: 'pause' }, { live }), 'is being stopped');
  });

  it('counts the images of a batch', () => {
    const running = { ...images(), state: 'running' as const };
    assert.equal(
      text(running, { live: { counts: { completed: 2, skipped: 0, failed: 0 } } }),
      '2 downloaded',
    );
    assert.equal(text({ ...running, progress: 0.5 }, { live: { counts: { completed: 2, skipped: 1, failed: 4 } } }), '50 % · 2 downloaded · 1 there already · 4 failed'); // prettier-ignore
    assert.equal(text({ ...images(), state: 'completed' }), '12 downloaded · 3 there already');
  });

  it('says why one waits', () => {
    assert.equal(text(task()), 'waits for its turn');
    assert.equal(text(task(), { held: 'offline' }), 'waits for the network');
    assert.equal(text(task(), { held: 'metered' }), 'waits: this connection is metered');
    assert.equal(text(task({ state: 'paused', progress: 0.3 })), 'paused at 30 %');
  });

  it('says what came of one, and whether its bytes are those of Civitai', () => {
    const done = task({ state: 'completed', result: model });
    assert.equal(text(done), '6.9 GB · verified');
    assert.equal(text({ ...done, result: { ...model, isVerified: false } }), '6.9 GB · not verified: Civitai gives no SHA-256'); // prettier-ignore
    assert.equal(text({ ...done, result: { ...model, wasThere: true } }), 'was there already');
    assert.equal(text({ ...done, result: { path: 7 } }), 'done', 'of a result that nobody knows');
  });

  it('says why one failed, and what to do', () => {
    const error = { code: 'x', message: 'It is gone.', advice: 'Look elsewhere.' };
    const item = downloadItem(task({ state: 'failed', error }), {});
    assert.equal(item.description, 'It is gone.');
    assert.deepEqual(item.lines, [
      ['Why:', 'It is gone.'],
      ['What to do:', 'Look elsewhere.'],
    ]);
  });

  it('offers what makes sense in its state', () => {
    const flags = (of: Task, context = {}) => downloadItem(of, context).flags.slice(1).join(' ');
    assert.equal(flags(task(), { turn: { at: 0, of: 2 } }), 'pausable cancelable notLast');
    assert.equal(flags(task(), { turn: { at: 1, of: 2 } }), 'pausable cancelable notFirst');
    assert.equal(flags(task({ state: 'running' })), 'pausable cancelable');
    assert.equal(flags(task({ state: 'paused' })), 'paused cancelable');
    assert.equal(flags(task({ state: 'failed' })), 'retryable finished');
    assert.equal(flags(task({ state: 'completed', result: model })), 'finished hasPath');
  });

  it('has below it the images that come now, and those that failed', () => {
    const failure = { type: 'image', id: '8', message: 'Gone.', advice: 'Retry.' };
    const failed = { ...images({ failures: [failure] }), state: 'failed' as const };
    assert.deepEqual(shownImages(failed, undefined).map((image) => imageItem(image).description), ['Gone.']); // prettier-ignore
    const image = { image: {}, model: {}, notes: [] };
    const live = {
      images: [
        { ...image, id: '1', state: 'downloading' as const, progress: 0.5 },
        { ...image, id: '2', state: 'pending' as const, progress: 0 },
        { ...image, id: '3', state: 'failed' as const, progress: 0, error: { code: 'not_found' as const, ...failure } },
      ],
    }; // prettier-ignore
    const rows = shownImages({ ...images(), state: 'running' }, live).map((each) => imageItem(each));
    assert.deepEqual(rows.map(({ label, description }) => `${label}: ${description}`), ['Image 1: 50 %', 'Image 3: Gone.']); // prettier-ignore
  });
});
