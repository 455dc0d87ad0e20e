import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { HeaderSummary } from '../../../../../../src/core/models/header/summary';
import type { Sidecar } from '../../../../../../src/core/models/sidecar/fields';
import { foreignPatch } from '../../../../../../src/core/models/sidecar/foreign/patch';
import { readForeign, type ForeignReading } from '../../../../../../src/core/models/sidecar/foreign/read';
import type { ForeignMetadata } from '../../../../../../src/core/models/sidecar/foreign/types';
import { fromVersion } from '../../../../../../src/core/models/sidecar/fromVersion';
import { fetchedPatch } from '../../../../../../src/core/models/sidecar/merge';
import { patched } from '../../../../../../src/core/models/sidecar/replaced';
import { tempFolder } from '../../../../support/tempFolder';

const SIZE = 1024;
const SHA256 = 'a5f58eb1c3'.padEnd(64, '0');

const LORA_MANAGER = {
  file_name: 'foo',
  model_name: 'Foo Style',
  file_path: 'D:/loras/foo.safetensors',
  size: SIZE,
  sha256: SHA256,
  base_model: 'Illustrious',
  preview_url: 'D:/loras/foo.webp',
  notes: 'mine',
  civitai: {
    id: 22,
    modelId: 11,
    name: 'v1',
    trainedWords: ['foo style'],
    model: { name: 'Foo', type: 'LORA' },
  },
  tags: ['style'],
  usage_tips: '{"strength":0.7}',
};
const CM_INFO = {
  ModelId: 11,
  ModelName: 'Foo',
  ModelType: 'LORA',
  VersionId: 22,
  VersionName: 'v1',
  BaseModel: 'Illustrious',
  TrainedWords: ['foo style'],
  Hashes: { SHA256: SHA256.toUpperCase() },
  Source: 0,
};
const CIVITAI_INFO = {
  id: 22,
  modelId: 11,
  name: 'v1',
  baseModel: 'SDXL 1.0',
  trainedWords: ['foo'],
  files: [{ name: 'foo.safetensors', sizeKB: SIZE / 1024, type: 'Model', primary: true, hashes: { SHA256 } }],
  model: { name: 'Foo', type: 'LORA' },
};
const A1111 = {
  description: 'text',
  'sd version': 'SDXL',
  'activation text': 'foo style, bar',
  'preferred weight': 0.8,
  notes: '',
};

describe('sidecars of other tools', () => {
  const folder = tempFolder();

  async function reading(
    files: Readonly<Record<string, unknown>>,
    model = 'foo.safetensors',
    header: HeaderSummary = {},
  ): Promise<ForeignReading> {
    for (const [name, value] of Object.entries(files)) {
      const isText = typeof value === 'string' || value instanceof Uint8Array;
      folder.write(name, isText ? value : JSON.stringify(value));
    }
    return readForeign(join(folder.path, model), SIZE, { header });
  }
  async function read(files: Readonly<Record<string, unknown>>, model?: string) {
    return (await reading(files, model)).metadata;
  }

  it('say nothing where there are none', async () => {
    assert.equal(await read({}), undefined);
  });

  it('are read of Lora Manager, but for its local path of the preview', async () => {
    const found = await read({ 'foo.metadata.json': LORA_MANAGER });
    assert.deepEqual(
      [found?.source, found?.modelId, found?.versionId, found?.sha256, found?.previewPath],
      ['lora-manager', 11, 22, SHA256, undefined],
    );
    assert.deepEqual(found?.values, {
      name: 'Foo Style',
      trigger_words: ['foo style'],
      notes: 'mine',
      base_model: 'Illustrious',
      preferred_weight: 0.7,
      tags: ['style'],
    });
    assert.doesNotMatch(JSON.stringify(foreignPatch({}, found)), /D:|loras/);
  });

  for (const [title, change] of [
    ['of this program, which has the same name', { hash_sha256: SHA256 }],
    ['without what Lora Manager always writes', { file_path: undefined }],
  ] as const) {
    it(`are passed over when Lora Manager’s is ${title}`, async () => {
      assert.equal(await read({ 'foo.metadata.json': { ...LORA_MANAGER, ...change } }), undefined);
    });
  }

  for (const tips of ['', 'not JSON', '{"strength":0}', '{}', '[]']) {
    it(`give no weight of the usage tips ${JSON.stringify(tips)}`, async () => {
      const found = await read({ 'foo.metadata.json': { ...LORA_MANAGER, usage_tips: tips } });
      assert.equal(found?.values.preferred_weight, undefined);
    });
  }

  it('give no base model that Lora Manager calls Unknown', async () => {
    const found = await read({ 'foo.metadata.json': { ...LORA_MANAGER, base_model: 'Unknown' } });
    assert.equal(found?.values.base_model, undefined);
  });

  it('are read of StabilityMatrix; a name is the user’s when it is a UserTitle', async () => {
    const found = await read({ 'foo.cm-info.json': CM_INFO });
    assert.deepEqual([found?.versionId, found?.modelName, found?.sha256], [22, 'Foo', SHA256]);
    assert.equal(found?.values.name, undefined);
    const titled = await read({ 'foo.cm-info.json': { ...CM_INFO, UserTitle: 'My Foo' } });
    const sidecar = patched({}, foreignPatch({}, titled ?? fail()));
    const fetched = fromVersion({ id: 22, modelId: 11, model: { name: 'Foo' } });
    const after = patched(sidecar, fetchedPatch(sidecar, fetched, 'civitai', 'sha256', new Date(0)));
    assert.deepEqual([after.name, after.civitai_name], ['My Foo', 'Foo']);
  });

  it('give no ids of StabilityMatrix’s other sources, and survive Hashes of null', async () => {
    const found = await read({ 'foo.cm-info.json': { ...CM_INFO, Source: 1, Hashes: null } });
    assert.deepEqual([found?.modelId, found?.versionId, found?.sha256], [undefined, undefined, undefined]);
    assert.deepEqual(found?.values.trigger_words, ['foo style']);
  });

  it('are read of Civitai Helper, when a file of the version has this size', async () => {
    assert.equal((await read({ 'foo.civitai.info': CIVITAI_INFO }))?.sha256, SHA256);
    const other = { ...CIVITAI_INFO, files: [{ ...CIVITAI_INFO.files[0], sizeKB: 99 }] };
    assert.equal(await read({ 'foo.civitai.info': other }), undefined);
  });

  for (const [title, value] of [
    ['{}', {}],
    ['a skeleton', { ...CIVITAI_INFO, skeleton_file: true }],
    ['broken', '{"id": 22'],
    ['no object', '[]'],
  ] as const) {
    it(`are passed over when Civitai Helper’s is ${title}`, async () => {
      assert.equal(await read({ 'foo.civitai.info': value }), undefined);
    });
  }

  it('are read of Civitai Helper without a model', async () => {
    const found = await read({ 'foo.civitai.info': { ...CIVITAI_INFO, model: undefined } });
    assert.deepEqual([found?.versionId, found?.modelName], [22, undefined]);
  });

  it('are read of A1111; the weight that its Civitai extension always writes is not the user’s choice', async () => {
    const found = await read({ 'foo.json': A1111 });
    assert.deepEqual(found?.values, {
      trigger_words: ['foo style, bar'],
      description: 'text',
      base_model: 'SDXL 1.0',
    });
    assert.equal((await read({ 'foo.json': { ...A1111, notes: 'n' } }))?.values.preferred_weight, 0.8);
    assert.equal(
      (await read({ 'foo.json': { ...A1111, 'preferred weight': 0.6 } }))?.values.preferred_weight,
      0.6,
    );
    const off = await read({ 'foo.json': { ...A1111, 'preferred weight': 0, notes: 'n' } });
    assert.equal(off?.values.preferred_weight, undefined);
  });

  it('split A1111’s activation text at ||', async () => {
    const found = await read({ 'foo.json': { ...A1111, 'activation text': 'a, b || c ||' } });
    assert.deepEqual(found?.values.trigger_words, ['a, b', 'c']);
  });

  it('give no ids of Browser+ where it found none, and its SHA-256 in lower case', async () => {
    const missing = 'Model not found';
    const plus = { ...A1111, sha256: SHA256.toUpperCase(), modelId: missing, modelVersionId: missing };
    const found = await read({ 'foo.json': plus });
    assert.deepEqual([found?.modelId, found?.versionId, found?.sha256], [undefined, undefined, SHA256]);
  });

  it('are not A1111’s where SD.Next put Civitai’s model, or where it is any other JSON', async () => {
    assert.equal(await read({ 'foo.json': { ...A1111, modelVersions: [] } }), undefined);
    assert.equal(await read({ 'foo.json': { description: 'a dataset', images: 12 } }), undefined);
  });

  it('are read of SwarmUI, but for its hash, which is of the tensors', async () => {
    const found = await read({
      'foo.swarm.json': {
        'modelspec.title': 'Foo',
        'modelspec.trigger_phrase': 'a, b',
        'modelspec.tags': 'style, ink',
        'modelspec.hash_sha256': `0x${SHA256}`,
        hash: SHA256,
      },
    });
    assert.deepEqual(found?.values, { name: 'Foo', trigger_words: ['a, b'], tags: ['style', 'ink'] });
    assert.equal(found.sha256, undefined);
  });

  it('give the ids of a file name of civitdl', async () => {
    const found = await read({}, 'foo-mid_11-vid_22.safetensors');
    assert.deepEqual([found?.source, found?.modelId, found?.versionId], ['file', 11, 22]);
  });

  it('are put together: the first that knows the version is believed, each field says whence it is', async () => {
    const found = await read({
      'foo.metadata.json': { ...LORA_MANAGER, civitai: null, notes: '' },
      'foo.cm-info.json': CM_INFO,
      'foo.json': { ...A1111, 'activation text': 'foo style', notes: 'from A1111' },
    });
    assert.deepEqual([found?.source, found?.versionId], ['stability-matrix', 22]);
    const sidecar = foreignPatch({}, found ?? fail());
    assert.deepEqual(
      [sidecar.field_sources?.name, sidecar.field_sources?.trigger_words, sidecar.field_sources?.notes],
      ['lora-manager', 'stability-matrix', 'a1111'],
    );
    assert.equal(sidecar.identified_by, 'adopted');
  });

  it('never replace what the user typed', async () => {
    const mine: Sidecar = {
      notes: 'typed',
      trigger_words: ['t'],
      field_sources: { notes: 'user', trigger_words: 'user' },
    };
    const found = await read({ 'foo.metadata.json': LORA_MANAGER });
    const after = patched(mine, foreignPatch(mine, found ?? fail()));
    assert.deepEqual([after.notes, after.trigger_words], ['typed', ['t']]);
  });

  for (const [files, preview] of [
    [['foo.png', 'foo.preview.png'], 'foo.preview.png'],
    [['foo.jpeg'], 'foo.jpeg'],
    [['foo.thumb.jpg'], 'foo.thumb.jpg'],
    [['foobar.png', 'foo.mp4'], undefined],
  ] as const) {
    it(`bring the picture ${preview} of ${files.join(', ')}`, async () => {
      const pictures = Object.fromEntries(files.map((name) => [name, 'x']));
      const found = await read({ 'foo.cm-info.json': CM_INFO, ...pictures });
      assert.equal(found?.previewPath, preview);
    });
  }

  function fail(): ForeignMetadata {
    assert.fail('nothing was found');
  }
});
