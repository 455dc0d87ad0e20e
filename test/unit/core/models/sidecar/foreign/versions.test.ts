import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { HeaderSummary } from '../../../../../../src/core/models/header/summary';
import type { EditableField, Sidecar } from '../../../../../../src/core/models/sidecar/fields';
import { foreignPatch } from '../../../../../../src/core/models/sidecar/foreign/patch';
import { readForeign } from '../../../../../../src/core/models/sidecar/foreign/read';
import { fromVersion } from '../../../../../../src/core/models/sidecar/fromVersion';
import { fetchedPatch } from '../../../../../../src/core/models/sidecar/merge';
import { patched } from '../../../../../../src/core/models/sidecar/replaced';
import { tempFolder } from '../../../../support/tempFolder';

const SIZE = 2048;

/** What Civitai says of the file. */
const FETCHED = fromVersion(
  {
    id: 22,
    modelId: 11,
    baseModel: 'Pony',
    description: '<p>New</p>',
    trainedWords: ['foo style'],
    model: { name: 'Foo', type: 'LORA' },
  },
  { model: { id: 11, tags: ['style'] } },
);

/** ComfyUI-Lora-Manager’s, not fetched. */
const LORA_MANAGER = {
  file_name: 'foo',
  model_name: 'foo',
  file_path: '/comfy/models/loras/foo.safetensors',
  size: SIZE,
  sha256: 'b'.repeat(64),
  base_model: 'Unknown',
  preview_url: '',
  notes: '',
  from_civitai: true,
  civitai: {},
  tags: [],
  modelDescription: '',
  usage_tips: '{}',
};
const LM_FETCHED = {
  ...LORA_MANAGER,
  model_name: 'Foo',
  base_model: 'Pony',
  civitai: { id: 22, modelId: 11, baseModel: 'Pony', trainedWords: ['old'], model: { name: 'Foo' } },
};
/** As A1111’s own editor writes it. */
const A1111 = {
  description: '',
  'sd version': 'Unknown',
  'activation text': '',
  'preferred weight': 0,
  'negative text': '',
  notes: '',
};
/** As Civitai Helper of zixaphir writes it. */
const HELPER = {
  description: 'The page',
  notes: 'The version',
  'sd version': 'SDXL',
  'activation text': 'old',
  'preferred weight': 0,
  extensions: { sd_civitai_helper: { version: '1.8', last_update: '2024', skeleton_file: false } },
};
/** As StabilityMatrix’s editor writes it for a model that it did not download. */
const OWN_CM_INFO = {
  ModelId: null,
  ModelName: 'My Foo',
  ModelDescription: 'Mine',
  Nsfw: false,
  Tags: ['mine', ''],
  ModelType: 'LORA',
  VersionId: null,
  VersionName: 'v1',
  BaseModel: 'Other',
  Hashes: { BLAKE3: 'c'.repeat(64) },
  TrainedWords: ['my words'],
  Source: 0,
};
/** As SwarmUI’s downloader writes it. */
const SWARM_DOWNLOAD = {
  'modelspec.title': 'Foo - v1',
  'modelspec.description':
    'From <a href="https://civitai.com/models/11?modelVersionId=22">…</a>\n<p>Old</p>\n',
  'modelspec.trigger_phrase': 'old; bar',
  'modelspec.tags': 'style, ink',
  'modelspec.usage_hint': 'Pony',
};
/** As SwarmUI’s editor writes it. */
const SWARM_EDIT = {
  'modelspec.name': 'foo.safetensors',
  'modelspec.title': 'foo',
  'modelspec.preview_image': 'imgs/model_placeholder.jpg',
  'modelspec.architecture': null,
  'modelspec.usage_hint': 'at most 0.9',
  'modelspec.trigger_phrase': 'mine',
  'modelspec.tags': ['mine'],
  'modelspec.lora_default_weight': '0.7',
  'modelspec.lora_default_confinement': '',
};

type Files = Readonly<Record<string, unknown>>;

describe('the versions of other tools’ sidecars', () => {
  const folder = tempFolder();

  async function adopted(files: Files, header: HeaderSummary = {}): Promise<Sidecar> {
    for (const [name, value] of Object.entries(files)) {
      const isText = typeof value === 'string' || value instanceof Uint8Array;
      folder.write(name, isText ? value : JSON.stringify(value));
    }
    const { metadata } = await readForeign(join(folder.path, 'foo.safetensors'), SIZE, { header });
    return metadata ? patched({}, foreignPatch({}, metadata)) : {};
  }

  function fetched(sidecar: Sidecar): Sidecar {
    return patched(sidecar, fetchedPatch(sidecar, FETCHED, 'civitai', 'sha256', new Date(0)));
  }

  const taken: readonly [title: string, files: Files, field: keyof Sidecar, value: unknown][] = [
    ['SwarmUI’s weight', { 'foo.swarm.json': SWARM_EDIT }, 'preferred_weight', 0.7],
    ['SwarmUI’s hint', { 'foo.swarm.json': SWARM_EDIT }, 'notes', 'at most 0.9'],
    [
      'a hint that was typed into what SwarmUI downloaded',
      { 'foo.swarm.json': { ...SWARM_DOWNLOAD, 'modelspec.usage_hint': 'Use at 0.8' } },
      'notes',
      'Use at 0.8',
    ],
    ['no note of SwarmUI’s downloader', { 'foo.swarm.json': SWARM_DOWNLOAD }, 'notes', undefined],
    ['the base model of SwarmUI’s downloader', { 'foo.swarm.json': SWARM_DOWNLOAD }, 'base_model', 'Pony'],
    ['the link of SwarmUI’s downloader', { 'foo.swarm.json': SWARM_DOWNLOAD }, 'civitai_version_id', 22],
    [
      'the creator that Lora Manager has downloaded',
      {
        'foo.metadata.json': {
          ...LM_FETCHED,
          civitai: { ...LM_FETCHED.civitai, creator: { username: 'maria' } },
        },
      },
      'civitai_creator',
      'maria',
    ],
    [
      'the creator in Civitai Helper’s copy of a version',
      { 'foo.civitai.info': { id: 22, modelId: 11, creator: { username: 'maria', image: null } } },
      'civitai_creator',
      'maria',
    ],
    [
      'no creator where Civitai Helper found no model',
      { 'foo.civitai.info': { id: 22, modelId: 11, creator: '{}' } },
      'civitai_creator',
      undefined,
    ],
    [
      'the creator that SwarmUI’s downloader names',
      { 'foo.swarm.json': { ...SWARM_DOWNLOAD, 'modelspec.author': 'maria' } },
      'civitai_creator',
      'maria',
    ],
    [
      'no author that was typed into SwarmUI',
      { 'foo.swarm.json': { ...SWARM_EDIT, 'modelspec.author': 'me' } },
      'civitai_creator',
      undefined,
    ],
    ['StabilityMatrix’s name', { 'foo.cm-info.json': OWN_CM_INFO }, 'name', 'My Foo'],
    [
      'no name of StabilityMatrix that is the file’s',
      { 'foo.cm-info.json': { ...OWN_CM_INFO, ModelName: 'foo' } },
      'name',
      undefined,
    ],
    ['no base model Other', { 'foo.cm-info.json': OWN_CM_INFO }, 'base_model', undefined],
    [
      'StabilityMatrix’s text of the version',
      {
        'foo.cm-info.json': { ModelId: 11, VersionId: 22, ModelDescription: '', VersionDescription: 'text' },
      },
      'description',
      'text',
    ],
    [
      'trigger words in one text',
      { 'foo.cm-info.json': { ...OWN_CM_INFO, TrainedWords: 'a, b; c' } },
      'trigger_words',
      ['a, b', 'c'],
    ],
    ['tags in one text', { 'foo.metadata.json': { ...LORA_MANAGER, tags: 'a, b' } }, 'tags', ['a', 'b']],
    [
      'ids that are text',
      { 'foo.json': { ...A1111, modelId: '11', modelVersionId: '22', sha256: 'd'.repeat(64) } },
      'civitai_version_id',
      22,
    ],
    [
      'ids that are text',
      { 'foo.civitai.info': { id: '22', modelId: '11', trainedWords: ['a'] } },
      'civitai_model_id',
      11,
    ],
    [
      'the finer base model of what Lora Manager downloaded',
      {
        'foo.metadata.json': {
          ...LM_FETCHED,
          base_model: 'SDXL 1.0',
          civitai: { ...LM_FETCHED.civitai, baseModel: 'SDXL Lightning' },
        },
      },
      'base_model',
      'SDXL Lightning',
    ],
    [
      'Pony V7, which Lora Manager calls Pony',
      { 'foo.metadata.json': { ...LM_FETCHED, civitai: { ...LM_FETCHED.civitai, baseModel: 'Pony V7' } } },
      'base_model',
      'Pony V7',
    ],
    [
      'a base model that was chosen in Lora Manager',
      {
        'foo.metadata.json': {
          ...LM_FETCHED,
          base_model: 'Illustrious',
          civitai: { ...LM_FETCHED.civitai, baseModel: 'SDXL 1.0' },
        },
      },
      'base_model',
      'Illustrious',
    ],
    [
      'the identity where Lora Manager’s size is computed of KiB',
      { 'foo.metadata.json': { ...LM_FETCHED, size: SIZE - 5.12 } },
      'civitai_version_id',
      22,
    ],
    [
      'A1111’s weight of 0.8 with a negative text',
      { 'foo.json': { ...A1111, 'preferred weight': 0.8, 'negative text': 'bad' } },
      'preferred_weight',
      0.8,
    ],
    [
      'the version of Civitai Helper’s that tells no sizes',
      { 'foo.civitai.info': { id: 22, modelId: 11, files: [{ type: 'Model' }, { sizeKB: '2' }] } },
      'civitai_version_id',
      22,
    ],
    [
      'no version of a page of Civitai, whose id is that of the model',
      { 'foo.civitai.info': { id: 11, name: 'Foo', modelVersions: [{ id: 22 }] } },
      'civitai_version_id',
      undefined,
    ],
    [
      'A1111’s activation text that is a list',
      { 'foo.json': { ...A1111, 'activation text': ['a, b', 'c'] } },
      'trigger_words',
      ['a, b', 'c'],
    ],
    [
      'SwarmUI’s words without a prefix, as its older versions write them',
      {
        'foo.swarm.json': {
          name: 'foo.safetensors',
          title: 'Foo',
          trigger_phrase: 'a; b',
          standard_width: 512,
        },
      },
      'trigger_words',
      ['a', 'b'],
    ],
    ['no note that is HTML', { 'foo.json': { ...HELPER, notes: '<p>The version</p>' } }, 'notes', undefined],
    [
      'a file with a byte order mark and CRLF',
      {
        'foo.json': `\ufeff${JSON.stringify({ ...A1111, notes: 'a\nb' }, null, 2).replaceAll('\n', '\r\n')}`,
      },
      'notes',
      'a\nb',
    ],
  ];
  for (const [title, files, key, value] of taken) {
    it(`give ${title}`, async () => assert.deepEqual((await adopted(files))[key], value));
  }

  const downloaded: readonly [title: string, files: Files, header?: HeaderSummary][] = [
    ['of Civitai Helper', { 'foo.json': { ...HELPER, 'activation text': 'foo style' } }],
    [
      'of Browser+ before it knew the version',
      { 'foo.json': { ...A1111, description: 'Old', modelId: 11, sha256: 'd'.repeat(64) } },
    ],
    ['of SwarmUI’s downloader', { 'foo.swarm.json': SWARM_DOWNLOAD }],
    [
      'that an agent of Lora Manager guessed',
      {
        'foo.metadata.json': {
          ...LORA_MANAGER,
          from_civitai: false,
          hf_url: 'https://huggingface.co/me/foo',
          tags: ['guess'],
          modelDescription: 'The page at another site',
          civitai: { trainedWords: ['guess'] },
          metadata_source: 'agent:enrich_hf_metadata',
        },
      },
    ],
    [
      'that Lora Manager called by the name that the trainer gave, before the file was renamed',
      { 'foo.metadata.json': { ...LORA_MANAGER, model_name: 'foo_v1-000010' } },
      { title: 'Foo by me', outputName: 'foo_v1-000010' },
    ],
  ];
  for (const [title, files, header] of downloaded) {
    it(`are not the user’s words: what is ${title}`, async () => {
      const after = fetched(await adopted(files, header));
      assert.equal(after.civitai_offers, undefined);
      assert.deepEqual(
        [after.name, after.base_model, after.trigger_words, after.tags, after.description],
        ['Foo', 'Pony', ['foo style'], ['style'], '<p>New</p>'],
      );
    });
  }

  for (const [field, value] of [
    ['name', 'My Foo'],
    ['trigger_words', ['my words']],
    ['tags', ['mine']],
    ['description', 'Mine'],
  ] as const satisfies readonly [EditableField, unknown][]) {
    it(`keep the ${field} that a user typed into StabilityMatrix`, async () => {
      const after = fetched(await adopted({ 'foo.cm-info.json': OWN_CM_INFO }));
      assert.deepEqual(after[field], value);
      assert.notEqual(after.civitai_offers?.[field], undefined);
    });
  }

  describe('of several tools', () => {
    it('keep the notes of each', async () => {
      const files = {
        'foo.metadata.json': { ...LORA_MANAGER, notes: 'one' },
        'foo.json': { ...A1111, notes: 'two' },
      };
      assert.equal((await adopted(files)).notes, 'one\n\ntwo');
      const same = { ...files, 'foo.json': { ...A1111, notes: ' One ' } };
      assert.equal((await adopted(same)).notes, 'one');
    });

    it('keep the trigger words that were typed into each', async () => {
      const files = {
        'foo.metadata.json': LM_FETCHED,
        'foo.json': { ...A1111, 'activation text': 'mine' },
      };
      assert.deepEqual((await adopted(files)).trigger_words, ['old', 'mine']);
      const same = { ...files, 'foo.json': { ...A1111, 'activation text': 'OLD, ' } };
      assert.deepEqual((await adopted(same)).trigger_words, ['old']);
    });

    it('keep the negative prompt beside what another one typed', async () => {
      const files = {
        'foo.metadata.json': { ...LORA_MANAGER, usage_tips: '{"strength": 0.6}' },
        'foo.json': { ...A1111, 'negative text': 'bad', 'preferred weight': 1 },
      };
      const { negative_prompt, preferred_weight } = await adopted(files);
      assert.deepEqual([negative_prompt, preferred_weight], ['bad', 0.6]);
    });
  });
});
