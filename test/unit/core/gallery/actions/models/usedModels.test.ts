import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, it } from 'mocha';
import { UsedModels } from '../../../../../../src/core/gallery/actions/models/usedModels';
import { imageInfo, type ImageInfo } from '../../../../../../src/core/images/info/imageInfo';
import { infotextReading } from '../../../../../../src/core/images/info/infotext/infotextReading';
import { parseInfotext } from '../../../../../../src/core/images/info/infotext/parseInfotext';
import type { Sidecar } from '../../../../../../src/core/models/sidecar/fields';
import { tempFolder } from '../../../../support/tempFolder';

const SHA = 'abcdef0123456789'.repeat(4);
const OTHER = '1234567890abcdef'.repeat(4);
const entry = (relativePath: string, sidecar: Sidecar = {}, more: object = {}) => ({
  path: `/models/${relativePath}`,
  relativePath,
  size: 100,
  sidecar,
  ...more,
});
const LORA = { civitai_type: 'LORA' };
const infoOf = (infotext: string): ImageInfo =>
  imageInfo([infotextReading(parseInfotext(infotext), 'test')], []);

describe('the models that a picture was made with', () => {
  const folder = tempFolder();
  const used = async (models: UsedModels, infotext: string, meta?: unknown, versions?: readonly number[]) =>
    (await models.of(infoOf(infotext), meta, versions)).map(({ kind, name, weight, path, by, onCivitai }) => [kind, name, weight, path?.slice('/models/'.length), by, onCivitai]); // prettier-ignore

  it('are found by hash, whichever the writer took, by version, and by name', async () => {
    const models = new UsedModels([
      entry('base.safetensors', { hash_sha256: SHA, civitai_model_id: 3 }),
      entry('fur.safetensors', { ...LORA, hash_autov3: OTHER.slice(0, 12), civitai_version_id: 5 }),
      entry('sub/v.safetensors', { ...LORA, civitai_version_id: 77 }),
      entry('Named.safetensors', LORA, { header: { outputName: 'named_v2' } }),
      entry('eye.pt', { civitai_type: 'TextualInversion' }),
    ]);
    const found = await used(
      models,
      'a <lora:other:0.5> <lora:NAMED:1> <lora:nowhere:0.3>\nSteps: 20, Sampler: x, Model hash: abcdef0123, Model: renamed, Lora hashes: "other: 1234567890ab", TI hashes: "eye: 0123456789", Version: v1', // prettier-ignore
      { civitaiResources: [{ type: 'lora', modelVersionId: 77, weight: 0.4 }, { type: 'embed', modelVersionId: 88, modelName: 'On Civitai' }] }, // prettier-ignore
    );
    assert.deepEqual(found, [
      ['checkpoint', 'renamed', undefined, 'base.safetensors', 'hash', true],
      ['lora', 'other', 0.5, 'fur.safetensors', 'hash', true],
      ['lora', 'NAMED', 1, 'Named.safetensors', 'name', false],
      ['lora', 'nowhere', 0.3, undefined, undefined, false],
      ['lora', 'v.safetensors', 0.4, 'sub/v.safetensors', 'version', true],
      ['other', 'On Civitai', undefined, undefined, undefined, true],
      ['other', 'eye', undefined, 'eye.pt', 'name', false],
    ]);
    const [lora] = (await models.of(infoOf('<lora:named v2:1>\nSteps: 1, Seed: 2, Size: 1x1'), {})).filter(({ kind }) => kind === 'lora'); // prettier-ignore
    assert.equal(lora?.path, '/models/Named.safetensors');
  });

  it('are those of versions that Civitai lists, each once', async () => {
    const models = new UsedModels([
      entry('v.safetensors', { ...LORA, civitai_version_id: 77, name: 'Nice' }),
    ]);
    const info = 'a\nSteps: 20, Sampler: x, Model: base, Seed: 1';
    assert.deepEqual(await used(models, info, {}, [77, 78]), [
      ['checkpoint', 'base', undefined, undefined, undefined, false],
      ['lora', 'Nice', undefined, 'v.safetensors', 'version', true],
    ]);
    const meta = { civitaiResources: [{ type: 'checkpoint', modelVersionId: 78 }] };
    assert.deepEqual((await used(models, info, meta, [77, 78])).length, 2);
    assert.deepEqual(await used(models, 'a', {}, [78]), [['other', 'Version 78', undefined, undefined, undefined, true]]); // prettier-ignore
  });

  it('are a checkpoint by its AutoV1, which stands in old pictures', async () => {
    const bytes = randomBytes(2 * 1024 * 1024);
    const path = folder.write('old.ckpt', bytes);
    const part = bytes.subarray(1024 * 1024, 1024 * 1024 + 64 * 1024);
    const autoV1 = createHash('sha256').update(part).digest('hex').slice(0, 8);
    const models = new UsedModels([{ path, relativePath: 'old.ckpt', size: bytes.length }]);
    const [found] = await models.of(infoOf(`a\nSteps: 20, Sampler: x, Model hash: ${autoV1}`), undefined);
    assert.deepEqual([found?.path, found?.by], [path, 'hash']);
  });

  it('are no others: neither by short or different hashes, nor of another kind', async () => {
    const models = new UsedModels([
      entry('a.safetensors', { ...LORA, hash_sha256: SHA }),
      entry('same.safetensors', { civitai_type: 'Checkpoint' }),
    ]);
    const found = await used(
      models,
      'x <lora:same:1>\nSteps: 20, Sampler: y, Model: a, Model hash: abcdef9999',
    );
    assert.deepEqual(found.map(([, , , path]) => path), [undefined, undefined]); // prettier-ignore
    const [short] = await used(models, 'x\nSteps: 20, Sampler: y, Model: b, Model hash: abcdef');
    assert.equal(short?.[3], undefined);
  });
});
