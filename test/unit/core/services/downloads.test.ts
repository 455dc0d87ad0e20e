import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CREATOR_TASK, IMAGES_TASK, MODEL_TASK } from '../../../../src/core/downloads/queue/payloads';
import { creatorOf, imagesOf, modelOf } from '../../../../src/core/downloads/queue/results';
import type { ImageSettings } from '../../../../src/core/images/imageSettings';
import { readImageInfo } from '../../../../src/core/images/info/readImageInfo';
import { NO_WORDS } from '../../../../src/core/prompts/filter/filterWords';
import { withRunLock } from '../../../../src/core/downloads/creators/runLock';
import { logPath } from '../../../../src/core/downloads/log/logPlace';
import { faults } from '../../../civitai/faults';
import { png } from '../../../civitai/pictures';
import { civitaiHashes, makeLora } from '../../../fixtures/makeModels';
import { Gate } from '../../support/gate';
import { TestLibrary } from '../../support/testLibrary';
import { until } from '../../support/until';

describe('the queue of downloads', () => {
  let library: TestLibrary;
  beforeEach(async () => {
    library = await TestLibrary.make();
    const bytes = makeLora({ name: 'neon' });
    library.civitai.addVersion({
      modelId: 7,
      versionId: 70,
      fileId: 71,
      modelName: 'Neon',
      creator: 'maria',
      fileName: 'neon.safetensors',
      bytes,
      sizeKB: bytes.length / 1024,
      sha256: civitaiHashes(bytes, 'neon.safetensors').SHA256,
    });
    const meta = { prompt: 'a cat', negativePrompt: 'dog', steps: 20, sampler: 'Euler', seed: 7, cfgScale: 6, Size: '512x512' }; // prettier-ignore
    for (const id of [1, 2])
      library.civitai.addImages({ id, modelId: 7, versionIds: [70], username: 'maria', bytes: png(8, 8, [id, 0, 0]), meta }); // prettier-ignore
  });
  afterEach(async () => library.remove());

  const settings = (more: Partial<ImageSettings> = {}): ImageSettings => ({
    folder: join(library.folder, 'images'),
    template: '{model_id}/{id}',
    skipExisting: true,
    duplicates: 'skip',
    metadata: 'json',
    concurrency: 2,
    minFreeBytes: 0,
    ...more,
  });
  const open = () =>
    library.open().downloads({
      models: () => 2,
      mayRun: () => true,
      rules: () => Promise.resolve({ words: NO_WORDS, trailingComma: 'preserve', loraTags: 'all', refilterSource: 'existing', underscoresAsSpaces: true }), // prettier-ignore
    });
  /** All tasks once none runs or waits. */
  const done = ({ queue }: ReturnType<typeof open>) =>
    until(async () => {
      const tasks = await queue.list();
      return tasks.every(({ state }) => state !== 'pending' && state !== 'running') && tasks;
    });
  const version = { kind: 'version', versionId: 70, whose: 'creator' } as const;

  it('downloads a model, and then its example images as a task of their own', async () => {
    const downloads = open();
    await downloads.queue.add({
      title: 'Neon',
      kind: MODEL_TASK,
      payload: { versionId: 70, folder: library.folder, images: settings() },
    });
    downloads.runner.look();
    const [model, images] = await done(downloads);
    assert.ok(model && images);
    const path = join(library.folder, 'neon.safetensors');
    assert.deepEqual(modelOf(model), { path, bytes: readFileSync(path).length, isVerified: true, wasThere: false }); // prettier-ignore
    assert.deepEqual(imagesOf(images), { folder: join(library.folder, 'images'), completed: 2, skipped: 0, failures: [] }); // prettier-ignore
    assert.equal(images.title, 'Example images of Neon');
  });

  it('says which images failed, and another try fetches only those', async () => {
    const downloads = open();
    library.civitai.failAbout('image', '/2.jpeg', faults.maintenance());
    await downloads.queue.add({ title: 'Images', kind: IMAGES_TASK, payload: { batch: version, settings: settings() } }); // prettier-ignore
    downloads.runner.look();
    const [failed] = await done(downloads);
    assert.ok(failed);
    assert.equal(failed.state, 'failed');
    assert.match(failed.error?.message ?? '', /^1 of 2 images failed: /);
    assert.deepEqual(imagesOf(failed)?.failures.map(({ id }) => id), ['2']); // prettier-ignore
    library.civitai.heal();
    library.civitai.requests.length = 0;
    await downloads.queue.retry(failed.id);
    downloads.runner.look();
    const [again] = await done(downloads);
    assert.ok(again);
    assert.deepEqual([again.state, imagesOf(again)?.completed, imagesOf(again)?.skipped], ['completed', 1, 1]); // prettier-ignore
    assert.equal(library.civitai.requests.filter(({ path }) => path.startsWith('/images/')).length, 1);
  });

  for (const [metadata, where] of [
    ['txt', '1.txt'],
    ['exif', '1.png'],
  ] as const)
    // prettier-ignore
    it(`writes the infotext as ${metadata} that was asked for, beside all of it as JSON`, async () => {
      const downloads = open();
      await downloads.queue.add({ title: 'Images', kind: IMAGES_TASK, payload: { batch: version, settings: settings({ metadata }) } }); // prettier-ignore
      downloads.runner.look();
      await done(downloads);
      const folder = join(library.folder, 'images/7');
      const written = metadata === 'txt' ? readFileSync(join(folder, where), 'utf8').trim() : undefined;
      const infotext = 'a cat\nNegative prompt: dog\nSteps: 20, Sampler: Euler, CFG scale: 6, Seed: 7, Size: 512x512';
      if (written !== undefined) assert.equal(written, infotext);
      else assert.equal((await readImageInfo(join(folder, where))).seed, '7');
      const record = JSON.parse(readFileSync(join(folder, '1.png.metadata.json'), 'utf8')) as { infotext: string; generation: { prompt: string; sources: { prompt: string } } }; // prettier-ignore
      assert.deepEqual([record.infotext, record.generation.prompt], [infotext, 'a cat']);
      assert.equal(existsSync(join(folder, '1.txt')), metadata === 'txt');
    });

  it('downloads all of a creator, with a log, and finds nothing to do at another run', async () => {
    const downloads = open();
    const root = join(library.folder, 'creators');
    const payload = { username: 'maria', settings: { root, logDirectory: join(library.folder, 'logs'), limit: 0, fetchDeleted: false, minFreeBytes: 0 } }; // prettier-ignore
    await downloads.queue.add({ title: 'maria', kind: CREATOR_TASK, payload });
    downloads.runner.look();
    const [task] = await done(downloads);
    assert.ok(task);
    assert.deepEqual(creatorOf(task), { folder: join(root, 'maria'), downloaded: 3, adopted: 0, failures: [] }); // prettier-ignore
    assert.ok(readdirSync(join(root, 'maria/Neon')).includes('1.txt'));
    await downloads.queue.add({ title: 'again', kind: CREATOR_TASK, payload });
    downloads.runner.look();
    const [, again] = await done(downloads);
    assert.ok(again);
    assert.equal(creatorOf(again)?.downloaded, 0);
  });

  it('waits while another window or command downloads the same creator, and asks for nothing until then', async () => {
    const downloads = open();
    const [root, logDirectory] = [join(library.folder, 'creators'), join(library.folder, 'logs')];
    const gate = new Gate();
    const other = withRunLock(await logPath(logDirectory, 'maria'), 'maria', () => gate.pass(), {});
    await gate.reached;
    const payload = { username: 'maria', settings: { root, logDirectory, limit: 0, fetchDeleted: false, minFreeBytes: 0 } }; // prettier-ignore
    const [task] = await downloads.queue.add({ title: 'maria', kind: CREATOR_TASK, payload });
    downloads.runner.look();
    const why = await until(() => downloads.runner.live.get(task?.id ?? '')?.waitsFor);
    assert.equal(why, 'Another window or command downloads maria.');
    assert.equal(library.civitai.requests.length, 0);
    gate.open();
    await other;
    const [found] = await done(downloads);
    assert.deepEqual([found?.state, found && creatorOf(found)?.downloaded], ['completed', 3]);
  });

  it('says in words that a task of another version cannot be run', async () => {
    const downloads = open();
    await downloads.queue.add({ title: 'Odd', kind: MODEL_TASK, payload: { versionId: 'x' } });
    downloads.runner.look();
    const [task] = await done(downloads);
    assert.equal(task?.error?.message, 'Odd is no download that this version knows.');
  });
});
