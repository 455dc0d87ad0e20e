import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { ModelVersion } from '../../../../../../src/core/civitai/schemas';
import type { HeaderSummary } from '../../../../../../src/core/models/header/summary';
import type { EditableField, Sidecar } from '../../../../../../src/core/models/sidecar/fields';
import { foreignPatch } from '../../../../../../src/core/models/sidecar/foreign/patch';
import { readForeign } from '../../../../../../src/core/models/sidecar/foreign/read';
import { fromVersion } from '../../../../../../src/core/models/sidecar/fromVersion';
import { fetchedPatch } from '../../../../../../src/core/models/sidecar/merge';
import { patched } from '../../../../../../src/core/models/sidecar/replaced';
import { readSidecar, updateSidecar } from '../../../../../../src/core/models/sidecar/store';
import { tempFolder } from '../../../../support/tempFolder';

const SIZE = 1024;

/** What Civitai says of the file. */
const VERSION: ModelVersion = {
  id: 22,
  modelId: 11,
  name: 'v1',
  baseModel: 'Pony',
  description: '<p>Civitai’s</p>',
  trainedWords: ['foo style', 'bar'],
  model: { name: 'Foo of Civitai', type: 'LORA', tags: ['style'] },
};
const FETCHED = fromVersion(VERSION, { model: { id: 11, tags: ['style'] } });

/** As Lora Manager writes it before it has asked Civitai. */
const LORA_MANAGER = {
  file_name: 'foo',
  model_name: 'foo',
  file_path: 'D:/loras/foo.safetensors',
  size: SIZE,
  modified: 1755853981,
  sha256: 'a'.repeat(64),
  base_model: 'SDXL 1.0',
  preview_url: '',
  preview_nsfw_level: 0,
  notes: '',
  from_civitai: true,
  civitai: {},
  tags: [],
  modelDescription: '',
  usage_tips: '{}',
};
const CIVITAI = {
  id: 22,
  modelId: 11,
  baseModel: 'SDXL 1.0',
  trainedWords: ['foo style', 'bar'],
  model: { name: 'Old Foo', type: 'LORA', description: '<p>Old</p>', tags: ['old'] },
};
const LM_FETCHED = {
  ...LORA_MANAGER,
  model_name: 'Old Foo',
  modelDescription: '<p>Old</p>',
  tags: ['old'],
  civitai: CIVITAI,
};
const A1111 = { 'activation text': '', 'sd version': 'Unknown', 'preferred weight': 0, notes: '' };
const SWARM = { 'modelspec.title': 'foo', 'modelspec.architecture': 'stable-diffusion-xl-v1-base/lora' };
const CM_INFO = { ModelId: 11, VersionId: 22, ModelName: 'Old Foo', BaseModel: 'SDXL 1.0', Source: 0 };
const INFO = {
  id: 22,
  modelId: 11,
  baseModel: 'SDXL 1.0',
  trainedWords: ['old'],
  files: [{ sizeKB: SIZE / 1024, type: 'Model', hashes: {} }],
  model: { name: 'Old Foo', type: 'LORA', description: '<p>Old</p>', tags: ['old'] },
};

type Files = Readonly<Record<string, object>>;

describe('what other tools’ users typed', () => {
  const folder = tempFolder();

  async function adopted(files: Files, size = SIZE, header: HeaderSummary = {}) {
    for (const [name, value] of Object.entries(files)) folder.write(name, JSON.stringify(value));
    const { metadata, notices } = await readForeign(join(folder.path, 'foo.safetensors'), size, { header });
    return { sidecar: metadata ? patched({}, foreignPatch({}, metadata)) : {}, notices };
  }

  /** The sidecar after Civitai has told what it knows of the file’s SHA-256. */
  function fetched(sidecar: Sidecar): Sidecar {
    return patched(sidecar, fetchedPatch(sidecar, FETCHED, 'civitai', 'sha256', new Date(0)));
  }

  const guessed: readonly [title: string, files: Files][] = [
    ['Lora Manager’s before it asked', { 'foo.metadata.json': LORA_MANAGER }],
    ...['sd_v1', 'zimage', 'SDXL', 'Illustrious', 'my base', 'Unknown', ''].map((base): [string, Files] => [
      `Lora Manager’s with the base model ${base}`,
      { 'foo.metadata.json': { ...LORA_MANAGER, base_model: base } },
    ]),
    [
      'Lora Manager’s of a file that was renamed since',
      {
        'foo.metadata.json': {
          ...LORA_MANAGER,
          model_name: 'old',
          file_name: 'old',
          file_path: '/x/old.ckpt',
        },
      },
    ],
    ['Lora Manager’s without civitai', { 'foo.metadata.json': { ...LORA_MANAGER, civitai: null } }],
    ['Lora Manager’s of an older Civitai', { 'foo.metadata.json': LM_FETCHED }],
    ['StabilityMatrix’s', { 'foo.cm-info.json': CM_INFO }],
    ['Civitai Helper’s', { 'foo.civitai.info': INFO }],
    ['A1111’s', { 'foo.json': { ...A1111, 'sd version': 'SDXL' } }],
    [
      'A1111’s of the Civitai extension',
      { 'foo.json': { ...A1111, 'activation text': 'foo style, bar', 'preferred weight': 0.8 } },
    ],
    [
      'Browser+’s',
      {
        'foo.json': {
          ...A1111,
          description: 'Old',
          'activation text': 'bar || foo style',
          modelId: 11,
          modelVersionId: 22,
          sha256: 'A'.repeat(64),
        },
      },
    ],
    ['SwarmUI’s', { 'foo.swarm.json': { ...SWARM, 'modelspec.description': 'of the trainer' } }],
    [
      'A1111’s beside a Civitai Helper’s that says the same',
      { 'foo.json': { ...A1111, 'activation text': 'old' }, 'foo.civitai.info': INFO },
    ],
  ];
  for (const [title, files] of guessed) {
    it(`is nothing of ${title}: Civitai’s answer is taken`, async () => {
      const after = fetched((await adopted(files)).sidecar);
      assert.equal(after.civitai_offers, undefined);
      assert.deepEqual(
        [after.name, after.base_model, after.trigger_words, after.tags, after.description],
        ['Foo of Civitai', 'Pony', ['foo style', 'bar'], ['style'], '<p>Civitai’s</p>'],
      );
    });
  }

  const typed: readonly [title: string, files: Files, field: EditableField, value: unknown][] = [
    ['Lora Manager', { 'foo.metadata.json': { ...LORA_MANAGER, model_name: 'Mine' } }, 'name', 'Mine'],
    ['Lora Manager', { 'foo.metadata.json': { ...LM_FETCHED, model_name: 'Mine' } }, 'name', 'Mine'],
    ['Lora Manager', { 'foo.metadata.json': { ...LORA_MANAGER, tags: ['mine'] } }, 'tags', ['mine']],
    [
      'Lora Manager',
      { 'foo.metadata.json': { ...LM_FETCHED, tags: ['old', 'mine'] } },
      'tags',
      ['old', 'mine'],
    ],
    [
      'Lora Manager',
      { 'foo.metadata.json': { ...LM_FETCHED, civitai: { ...CIVITAI, trainedWords: ['mine'] } } },
      'trigger_words',
      ['mine'],
    ],
    [
      'Lora Manager',
      { 'foo.metadata.json': { ...LORA_MANAGER, trainedWords: ['mine'] } },
      'trigger_words',
      ['mine'],
    ],
    [
      'Lora Manager',
      { 'foo.metadata.json': { ...LM_FETCHED, modelDescription: 'Mine' } },
      'description',
      'Mine',
    ],
    ['StabilityMatrix', { 'foo.cm-info.json': { ...CM_INFO, UserTitle: 'Mine' } }, 'name', 'Mine'],
    ['A1111', { 'foo.json': { ...A1111, 'activation text': 'mine' } }, 'trigger_words', ['mine']],
    ['A1111', { 'foo.json': { ...A1111, description: 'Mine' } }, 'description', 'Mine'],
    [
      'A1111, though Civitai Helper has downloaded others',
      { 'foo.json': { ...A1111, 'activation text': 'mine' }, 'foo.civitai.info': INFO },
      'trigger_words',
      ['mine'],
    ],
  ];
  for (const [title, files, field, value] of typed) {
    it(`stays: the ${field} of ${title}`, async () => {
      const after = fetched((await adopted(files)).sidecar);
      assert.deepEqual(after[field], value);
      assert.deepEqual(Object.keys(after.civitai_offers ?? {}), [field]);
    });
  }

  it('is kept of a file of another size, but not what it says of the version', async () => {
    const files = {
      'foo.metadata.json': {
        ...LM_FETCHED,
        model_name: 'Mine',
        notes: 'my notes',
        usage_tips: '{"strength":0.7}',
      },
    };
    const { sidecar, notices } = await adopted(files, SIZE + 8);
    assert.deepEqual(sidecar, {
      name: 'Mine',
      notes: 'my notes',
      preferred_weight: 0.7,
      trigger_words: ['foo style', 'bar'],
      field_sources: {
        name: 'lora-manager',
        notes: 'lora-manager',
        preferred_weight: 'lora-manager',
        trigger_words: 'lora-manager',
      },
    });
    assert.match(notices.join(), /^foo\.metadata\.json is of another file size/);
  });

  it('does not hide what the header tells more finely than a tool guessed', async () => {
    const files = { 'foo.metadata.json': { ...LORA_MANAGER, notes: 'n' } };
    assert.equal((await adopted(files, SIZE, { baseModel: 'Pony' })).sidecar.base_model, undefined);
    assert.equal((await adopted(files)).sidecar.base_model, 'SDXL 1.0');
    const chosen = { 'foo.metadata.json': { ...LORA_MANAGER, base_model: 'NoobAI' } };
    assert.equal((await adopted(chosen, SIZE, { baseModel: 'SDXL 1.0' })).sidecar.base_model, 'NoobAI');
  });

  for (const [written, base] of [
    ['sd_v1', 'SD 1.5'],
    ['SD1', 'SD 1.5'],
    ['SD2', 'SD 2.1'],
    ['sdxl', 'SDXL 1.0'],
    ['sdxl_base_v1-0', 'SDXL 1.0'],
    ['SD3', 'SD 3'],
    ['Flux', 'Flux.1 D'],
    ['flux1', 'Flux.1 D'],
    ['flux-dev', 'Flux.1 D'],
    ['zimage', 'ZImageTurbo'],
    ['ZImageTurbo', 'ZImageTurbo'],
    ['pony', 'Pony'],
    ['illustriousXL', 'Illustrious'],
    ['noobai', 'NoobAI'],
    ['qwen', 'Qwen'],
    ['SD 1.5 LCM', 'SD 1.5 LCM'],
    ['PixArt E', 'PixArt E'],
    ['PixArt a', 'PixArt a'],
    ['Krea 2', 'Krea 2'],
    ['something_new', undefined],
    ['Other', undefined],
    ['nobody knows', undefined],
  ] as const) {
    it(`has Civitai’s name of the base model ${written}`, async () => {
      const lora = { 'foo.metadata.json': { ...LORA_MANAGER, notes: 'n', base_model: written } };
      assert.equal((await adopted(lora)).sidecar.base_model, base);
      const a1111 = { 'foo.metadata.json': {}, 'foo.json': { ...A1111, notes: 'n', 'sd version': written } };
      assert.equal((await adopted(a1111)).sidecar.base_model, base);
    });
  }

  describe('in a sidecar that was adopted before', () => {
    const before = (name: string): Sidecar => ({
      name,
      base_model: 'SDXL 1.0',
      notes: 'mine',
      field_sources: { name: 'lora-manager', base_model: 'lora-manager', notes: 'lora-manager' },
    });

    async function after(name: string): Promise<Sidecar> {
      const model = join(folder.path, 'foo.safetensors');
      folder.write('foo.safetensors.metadata.json', JSON.stringify(before(name)));
      await updateSidecar(model, (current) =>
        fetchedPatch(current, FETCHED, 'civitai', 'sha256', new Date(0)),
      );
      const read = await readSidecar(model);
      return read.kind === 'ok' ? read.sidecar : {};
    }

    it('is not the name of the file, nor the base model', async () => {
      const { name, base_model, notes, civitai_offers, field_sources } = await after('foo');
      assert.deepEqual([name, base_model, notes], ['Foo of Civitai', 'Pony', 'mine']);
      assert.deepEqual([field_sources?.name, civitai_offers], ['civitai', undefined]);
    });

    it('is another name', async () => {
      const { name, civitai_offers } = await after('Mine');
      assert.deepEqual([name, civitai_offers], ['Mine', { name: 'Foo of Civitai' }]);
    });
  });
});
