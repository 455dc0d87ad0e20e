import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelVersion } from '../../../../../src/core/civitai/schemas';
import { silentLog } from '../../../../../src/core/log';
import { PreviewStore } from '../../../../../src/core/models/previews/previewStore';
import { readSidecar } from '../../../../../src/core/models/sidecar/store';
import { Problem } from '../../../../../src/core/problem/problem';
import { tempFolder } from '../../../support/tempFolder';

const VERSION: ModelVersion = {
  images: [
    { url: 'https://image.civitai.com/account/uuid/original=true/1.jpeg', type: 'image', nsfwLevel: 1 },
  ],
};

describe('PreviewStore', () => {
  const folder = tempFolder();
  /** The addresses that were asked for. */
  let asked: string[];
  /** How Civitai answers the next question. */
  let answer: () => Promise<Uint8Array>;
  let warnings: string[];
  beforeEach(() => {
    asked = [];
    warnings = [];
    answer = () => Promise.resolve(Buffer.from('picture'));
  });

  const store = () =>
    new PreviewStore({
      civitai: () => {
        const current = answer;
        return { picture: (url) => (asked.push(url), current()) };
      },
      pictures: {
        preview: (bytes) =>
          Promise.resolve({ bytes: Buffer.concat([Buffer.from('small '), bytes]), extension: '.jpg' }),
      },
      maxNsfw: () => 2,
      log: { ...silentLog, warn: (message) => void warnings.push(message) },
      clock: () => new Date(0),
    });

  const previewPath = async (model: string) => {
    const read = await readSidecar(model);
    return read.kind === 'ok' ? read.sidecar.preview_path : undefined;
  };

  it('keeps a small picture beside the model and says so in its sidecar', async () => {
    const model = folder.write('model.safetensors', '');
    assert.equal(await store().ensure(model, VERSION), true);
    assert.equal(await previewPath(model), '.previews/model.jpg');
    assert.equal(readFileSync(join(folder.path, '.previews/model.jpg'), 'utf8'), 'small picture');
    assert.deepEqual(asked, ['https://image.civitai.com/account/uuid/width=450/1.jpeg']);
  });

  it('asks for nothing where there is a preview, and again where it was deleted', async () => {
    const model = folder.write('model.safetensors', '');
    const previews = store();
    await previews.ensure(model, VERSION);
    assert.equal(await previews.ensure(model, VERSION), true);
    assert.equal(asked.length, 1);

    rmSync(join(folder.path, '.previews/model.jpg'));
    assert.equal(await previews.ensure(model, VERSION), true);
    assert.equal(asked.length, 2);
    assert.equal(readFileSync(join(folder.path, '.previews/model.jpg'), 'utf8'), 'small picture');
  });

  it('asks for nothing where another tool keeps a picture beside the model', async () => {
    const model = folder.write('model.safetensors', '');
    folder.write('model.preview.PNG', 'picture');
    assert.equal(await store().ensure(model, VERSION), true);
    assert.deepEqual([asked, await previewPath(model)], [[], 'model.preview.PNG']);

    rmSync(join(folder.path, 'model.preview.PNG'));
    folder.write('Model.jpg', 'picture');
    assert.equal(await store().ensure(model, VERSION), true);
    assert.deepEqual([asked, await previewPath(model)], [[], 'Model.jpg']);
  });

  it('asks where what the sidecar names can be no picture', async () => {
    const model = folder.write('model.safetensors', '');
    folder.write('model.safetensors.metadata.json', '{"preview_path": "model.mp4"}');
    folder.write('model.mp4', 'video');
    assert.equal(await store().ensure(model, VERSION), true);
    assert.equal(await previewPath(model), '.previews/model.jpg');
  });

  it('asks the Civitai of the moment', async () => {
    const previews = store();
    await previews.ensure(folder.write('a.safetensors', ''), VERSION);
    answer = () => Promise.resolve(Buffer.from('of another server'));
    await previews.ensure(folder.write('b.safetensors', ''), VERSION);
    assert.equal(readFileSync(join(folder.path, '.previews/b.jpg'), 'utf8'), 'small of another server');
  });

  it('keeps the previews of two models of one name apart', async () => {
    const models = ['model.safetensors', 'model.ckpt'].map((name) => folder.write(name, ''));
    const previews = store();
    for (const model of models) await previews.ensure(model, VERSION);
    assert.deepEqual(await Promise.all(models.map(previewPath)), [
      '.previews/model.safetensors.jpg',
      '.previews/model.ckpt.jpg',
    ]);
  });

  it('takes the second picture where the first one is gone, and asks for no more than three', async () => {
    const model = folder.write('model.safetensors', '');
    const [first = {}] = VERSION.images ?? [];
    const images = [1, 2, 3, 4, 5].map((n) => ({
      ...first,
      url: `https://image.civitai.com/a/u/width=9/${n}.jpeg`,
    }));
    answer = () => {
      if (asked.length < 2) return Promise.reject(new Problem('not_found', 'Gone.', 'Look.'));
      return Promise.resolve(Buffer.from('second'));
    };
    assert.equal(await store().ensure(model, { images }), true);
    assert.deepEqual(asked.length, 2);
    asked = [];
    answer = () => Promise.reject(new Problem('not_found', 'Gone.', 'Look.'));
    assert.equal(await store().ensure(folder.write('other.safetensors', ''), { images }), false);
    assert.equal(asked.length, 3);
  });

  it('writes nothing through a link in place of the folder of previews', async () => {
    mkdirSync(join(folder.path, 'library'));
    const model = folder.write('library/model.safetensors', '');
    mkdirSync(join(folder.path, 'elsewhere'));
    symlinkSync('../elsewhere', join(folder.path, 'library/.previews'));
    assert.equal(await store().ensure(model, VERSION), false);
    assert.deepEqual(readdirSync(join(folder.path, 'elsewhere')), []);
    assert.match(warnings[0] ?? '', /is a link to another folder/);
  });

  it('logs a failure and leaves the model without a preview', async () => {
    const model = folder.write('model.safetensors', '');
    answer = () => Promise.reject(new Problem('bad_answer', 'It broke.', 'Try again.'));
    assert.equal(await store().ensure(model, VERSION), false);
    assert.deepEqual(warnings, ['No preview for model.safetensors: It broke.']);
    assert.equal(await previewPath(model), undefined);
  });

  it('asks for nothing where no picture may be shown', async () => {
    const model = folder.write('model.safetensors', '');
    assert.equal(await store().ensure(model, { images: [{ ...VERSION.images![0]!, nsfwLevel: 16 }] }), false);
    assert.deepEqual(asked, []);
    assert.deepEqual(warnings, []);
  });
});
