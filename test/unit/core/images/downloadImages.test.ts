import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { describe, it } from 'mocha';
import {
  downloadImages,
  type ImageRun,
  type ImageRunOptions,
} from '../../../../src/core/images/downloadImages';
import type { ImageBatch } from '../../../../src/core/images/imageBatch';
import { ImageIndex } from '../../../../src/core/images/imageIndex';
import { readImageRecord, writeImageRecord } from '../../../../src/core/images/imageRecord';
import { ImageSaver, type FetchFile, type SaverOptions } from '../../../../src/core/images/imageSaver';
import type { ImageTask } from '../../../../src/core/images/imageTask';
import { PathTemplate } from '../../../../src/core/images/pathTemplate';
import { Problem } from '../../../../src/core/problem/problem';
import { JPEG, png } from '../../../civitai/pictures';
import { Gate } from '../../support/gate';
import { tempFolder } from '../../support/tempFolder';
import { ClientFixture } from '../civitai/clientFixture';

const MP4 = Buffer.concat([
  Buffer.from([0, 0, 0, 24]),
  Buffer.from('ftypisom\0\0\0\0isommp42'),
  Buffer.alloc(64),
]);

describe('example images that are downloaded', () => {
  const folder = tempFolder();
  let fixture: ClientFixture;
  beforeEach(async () => {
    fixture = await ClientFixture.open();
    for (const versionId of [70, 71])
      fixture.civitai.addVersion({ modelId: 7, versionId, modelName: 'Neon City', creator: 'maria' });
  });
  afterEach(() => fixture.close());

  interface Options extends Partial<SaverOptions>, Partial<ImageRunOptions> {
    readonly room?: () => Promise<void>;
    readonly fetch?: FetchFile;
  }

  async function run(batch: ImageBatch, options: Options = {}) {
    const client = fixture.client();
    const fetch: FetchFile = async (url, target, { place }) => {
      const bytes = await client.picture(url, { maxBytes: 1e6 });
      const path = `${target}.part`;
      writeFileSync(path, bytes);
      const hash = createHash('sha256').update(bytes).digest('hex');
      await place({ path, bytes: bytes.length, sha256: hash, head: bytes });
    };
    const held: string[] = [];
    const saver = new ImageSaver(
      {
        fetch: options.fetch ?? fetch,
        index: await ImageIndex.read(folder.path),
        hold: (path) => {
          held.push(relative(folder.path, path));
          renameSync(path, `${path}.held`);
          return Promise.resolve();
        },
        after: async (picture, record) => ({
          metadataPath: await writeImageRecord(picture, record),
          notes: [],
        }),
        clock: () => new Date('2026-11-27T00:00:00Z'),
      },
      {
        folder: folder.path,
        template: new PathTemplate('{model_id}/{id}'),
        skipExisting: true,
        duplicates: 'skip',
        ...options,
      },
    );
    const tasks = new Map<string, ImageTask>();
    const states: string[] = [];
    const found: ImageRun = await downloadImages(
      { client: () => client, saver, room: options.room ?? (() => Promise.resolve()) },
      batch,
      {
        concurrency: 5,
        onTask: (task) => {
          tasks.set(task.id, task);
          states.push(`${task.id} ${task.state}`);
        },
        ...options,
      },
    );
    return { ...found, tasks, states, held };
  }
  const files = (name: string) => (existsSync(join(folder.path, name)) ? readdirSync(join(folder.path, name)).sort() : []); // prettier-ignore
  const of7 = (id: number, more = {}) => ({ id, modelId: 7, versionIds: [70], username: 'maria', bytes: png(8, 8, [id % 256, 0, 0]), ...more }); // prettier-ignore

  it('of a model lie in their places with all that Civitai says, by the kind of their bytes', async () => {
    fixture.civitai.addImages(
      of7(1, { bytes: JPEG, meta: { prompt: 'a cat', seed: 1 } }),
      of7(2),
      of7(3, { bytes: MP4, type: 'video' }),
      of7(4, { versionIds: [71] }),
      of7(5, { versionIds: [70, 71] }),
      of7(6, { username: 'other' }),
    );
    const { completed, states } = await run({ kind: 'model', modelId: 7, whose: 'creator' });
    assert.equal(completed, 5);
    assert.deepEqual(files('7').filter((name) => !name.endsWith('.json')), ['1.jpeg', '2.png', '3.mp4', '4.png', '5.png']); // prettier-ignore
    assert.deepEqual(readFileSync(join(folder.path, '7/1.jpeg')), JPEG);
    const record = await readImageRecord(join(folder.path, '7/1.jpeg'));
    assert.deepEqual(record?.meta, { prompt: 'a cat', seed: 1 });
    assert.deepEqual(record.model, { modelId: 7, modelName: 'Neon City', versionId: 70, versionName: 'v1.0', baseModel: 'SDXL 1.0' }); // prettier-ignore
    assert.equal(record.file?.bytes, JPEG.length);
    assert.deepEqual(states.filter((state) => state.startsWith('1 ')), ['1 pending', '1 downloading', '1 completed']); // prettier-ignore
    assert.equal((await run({ kind: 'model', modelId: 7, whose: 'everyone' })).completed, 1);
  });

  it('are not downloaded again where they are in their places', async () => {
    fixture.civitai.addImages(of7(1), of7(2));
    const batch = { kind: 'version', versionId: 70, whose: 'everyone' } as const;
    await run(batch);
    const asked = () => fixture.civitai.requests.filter(({ path }) => path.startsWith('/images/')).length;
    assert.equal(asked(), 2);
    const again = await run(batch);
    assert.deepEqual([again.completed, again.skipped, asked()], [0, 2, 2]);
    assert.equal(again.tasks.get('1')?.imagePath, join(folder.path, '7/1.png'));
    const anew = await run(batch, { skipExisting: false });
    assert.deepEqual([anew.completed, anew.held.sort()], [2, ['7/1.png', '7/2.png']]);
  });

  describe('that are there in another place', () => {
    const batch = { kind: 'version', versionId: 70, whose: 'everyone' } as const;
    const elsewhere = () => {
      mkdirSync(join(folder.path, 'mine'));
      writeFileSync(join(folder.path, 'mine/1.jpg'), JPEG);
      fixture.civitai.addImages(of7(1, { bytes: JPEG }));
    };

    it('are skipped, by their id', async () => {
      elsewhere();
      const { skipped, tasks } = await run(batch);
      assert.equal(skipped, 1);
      assert.equal(tasks.get('1')?.imagePath, join(folder.path, 'mine/1.jpg'));
      assert.deepEqual(files('7'), []);
    });

    it('are skipped, by their bytes', async () => {
      fixture.civitai.addImages(of7(1), of7(2, { bytes: png(8, 8, [1, 0, 0]) }));
      const { completed, skipped, tasks } = await run(batch, { concurrency: 1 });
      assert.deepEqual([completed, skipped], [1, 1]);
      assert.deepEqual(tasks.get('2')?.notes, ['The same picture is there as 1.png.']);
      assert.deepEqual(files('7').filter((name) => name.startsWith('2')), []); // prettier-ignore
    });

    it('are kept, or replaced and held back', async () => {
      elsewhere();
      assert.deepEqual((await run(batch, { duplicates: 'keepBoth' })).held, []);
      assert.ok(existsSync(join(folder.path, 'mine/1.jpg')) && existsSync(join(folder.path, '7/1.jpeg')));
      renameSync(join(folder.path, '7'), join(folder.path, 'moved'));
      const { held } = await run(batch, { duplicates: 'replace' });
      assert.ok(held.length > 0 && existsSync(join(folder.path, '7/1.jpeg')));
    });
  });

  it('that fail do not hinder the others; what is no picture is none', async () => {
    const html = Buffer.from('<!DOCTYPE html><html>login</html>');
    fixture.civitai.addImages(of7(1, { bytes: html }), of7(2, { bytes: Buffer.alloc(0) }), of7(3), of7(4, { url: 'https://10.0.0.1/x' })); // prettier-ignore
    const { completed, failed, tasks, problem } = await run({
      kind: 'version',
      versionId: 70,
      whose: 'everyone',
    });
    assert.deepEqual([completed, failed, problem], [1, 3, undefined]);
    assert.deepEqual(['1', '2', '4'].map((id) => tasks.get(id)?.error?.code), ['bad_answer', 'bad_answer', 'bad_input']); // prettier-ignore
    assert.deepEqual(files('7').map((name) => basename(name)), ['3.png', '3.png.metadata.json']); // prettier-ignore
  });

  it('end with a full disk, and keep what came', async () => {
    fixture.civitai.addImages(...Array.from({ length: 30 }, (_, index) => of7(index + 1)));
    let rooms = 3;
    const room = () =>
      rooms-- > 0 ? Promise.resolve() : Promise.reject(new Problem('disk_full', 'No room.', 'Make some.'));
    const { completed, failed, problem } = await run({ kind: 'version', versionId: 70, whose: 'everyone' }, { room, concurrency: 1 }); // prettier-ignore
    assert.deepEqual([completed, failed, problem?.code], [3, 1, 'disk_full']);
  });

  it('can be cancelled', async () => {
    fixture.civitai.addImages(...Array.from({ length: 30 }, (_, index) => of7(index + 1)));
    const [gate, stop] = [new Gate(), new AbortController()];
    const fetch: FetchFile = async (_url, _target, { signal }) => {
      await gate.pass();
      signal?.throwIfAborted();
      throw new Error('not cancelled');
    };
    const running = run(
      { kind: 'version', versionId: 70, whose: 'everyone' },
      { fetch, signal: stop.signal },
    );
    await gate.reached;
    stop.abort();
    gate.open();
    const { completed, failed, tasks } = await running;
    assert.deepEqual([completed, failed], [0, 0]);
    assert.ok([...tasks.values()].every(({ state }) => state === 'canceled'));
  });

  it('are as many as are wanted, newest of a creator first, of the levels that are wanted', async () => {
    fixture.civitai.addImages(...Array.from({ length: 30 }, (_, index) => of7(index + 1, { level: index % 2 === 0 ? 1 : 8 }))); // prettier-ignore
    const flat = { template: new PathTemplate('{nsfw_level}/{creator} {id}') };
    assert.equal((await run({ kind: 'creator', username: 'maria' }, flat)).completed, 20);
    assert.equal(files('None').length + files('X').length, 40);
    const few = await run({ kind: 'creator', username: 'maria' }, { ...flat, levels: ['None'], limit: 12 });
    assert.deepEqual([few.completed, few.skipped], [2, 10]);
    const one = await run({ kind: 'image', imageId: 30 });
    assert.equal(one.completed + one.skipped, 1);
    const query = await run({ kind: 'query', query: { username: 'maria', postId: 1 } }, { limit: 3 });
    assert.equal(query.completed + query.skipped, 3);
  });

  it('of a model that is not there are a problem, and of one whose creator is unknown', async () => {
    for (const batch of [
      { kind: 'model', modelId: 999, whose: 'everyone' },
      { kind: 'version', versionId: 999, whose: 'creator' },
    ] as const)
      assert.equal((await run(batch)).problem?.code, 'not_found');
  });
});
