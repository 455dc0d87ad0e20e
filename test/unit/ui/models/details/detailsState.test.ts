import assert from 'node:assert/strict';
import * as v from 'valibot';
import type { ModelEntry } from '../../../../../src/core/models/library/modelEntry';
import type { Sidecar } from '../../../../../src/core/models/sidecar/fields';
import { baseModel, modelName, modelSize, modelType } from '../../../../../src/core/models/view/modelText';
import { detailsHostSide, parsePersisted } from '../../../../../src/protocol/details';
import { detailsState } from '../../../../../src/ui/models/details/detailsState';

const SHA256 = `90bffafd10${'a'.repeat(54)}`;

function entry(sidecar?: Sidecar, more: Partial<ModelEntry> = {}): ModelEntry {
  return {
    root: '/lib',
    path: '/lib/loras/foo.v1.safetensors',
    relativePath: 'loras/foo.v1.safetensors',
    size: 1000,
    mtimeMs: 1,
    ino: 1,
    state: 'identified',
    ...(sidecar && { sidecar }),
    ...more,
  };
}
const stateOf = (sidecar?: Sidecar, more?: Partial<ModelEntry>) =>
  detailsState({ entry: entry(sidecar, more), isOutside: false }, [], undefined);

describe('details state', () => {
  it('is what the protocol lets through, for a bare and for a full model', () => {
    const full: Sidecar = {
      name: 'Mine',
      trigger_words: ['foo'],
      preferred_weight: 0.8,
      tags: ['style'],
      hash_autov3: '0123456789ab',
      civitai_model_id: 1,
      civitai_version_id: 2,
      civitai_name: 'Foo',
      civitai_version_name: 'v1',
      civitai_creator: 'maria',
      civitai_type: 'LORA',
      civitai_candidates: [{ model_id: 1, version_id: 3 }],
      civitai_offers: { name: 'Foo' },
      field_sources: { name: 'user', tags: 'civitai' },
    };
    for (const state of [
      stateOf(undefined, { state: 'unidentified' }),
      detailsState(
        { entry: entry(full, { sha256: SHA256 }), isOutside: false },
        [{ label: 'Steps', value: '10' }],
        'https://x/p.png',
      ),
    ]) {
      const carried: unknown = JSON.parse(JSON.stringify(state));
      assert.deepEqual(v.parse(detailsHostSide.requests.save.result, carried), state);
    }
  });

  it('says name, type, base model and size as the row and its hover do', () => {
    const header = { title: 'From the header', type: 'LORA', baseModel: 'Pony' };
    for (const sidecar of [{ name: 'Mine' }, { name: ' ', civitai_name: 'Theirs' }, {}]) {
      const shown = entry(sidecar, { header, size: 6_900_000_000 });
      const state = detailsState({ entry: shown, isOutside: false }, [], undefined);
      assert.deepEqual(
        [state.title, state.type, state.baseModel, state.size],
        [modelName(shown), modelType(shown), baseModel(shown), modelSize(shown)],
      );
    }
    assert.equal(stateOf({ civitai_name: 'Theirs' }).title, 'Theirs');
    assert.equal(stateOf({}, { size: 6_900_000_000 }).size, '6.9 GB');
  });

  it('offers to copy a download address where one is known', () => {
    assert.ok(stateOf({ download_urls: ['https://x.test/a'] }).commands.includes('copyDownloadUrl'));
    assert.ok(!stateOf({}).commands.includes('copyDownloadUrl'));
  });

  it('says who has published the model on Civitai', () => {
    const rows = stateOf({ civitai_name: 'Foo', civitai_creator: 'maria' }).civitai;
    assert.deepEqual(rows, [
      { label: 'Model', value: 'Foo' },
      { label: 'Creator', value: 'maria' },
    ]);
  });

  it('shows in the empty field of the name what the model is called without one', () => {
    assert.equal(stateOf({ name: 'Mine', civitai_name: 'Theirs' }).placeholders.name, 'Theirs');
    assert.equal(stateOf({ name: 'Mine' }).placeholders.name, 'foo.v1.safetensors');
  });

  it('says the state in words', () => {
    const badges = [
      stateOf({ identified_by: 'sha256' }),
      stateOf({ identified_by: 'user' }),
      stateOf({ civitai_state: 'gone' }),
      stateOf({
        civitai_candidates: [
          { model_id: 1, version_id: 2 },
          { model_id: 1, version_id: 3 },
        ],
      }),
      stateOf({ identified_by: 'header' }, { state: 'provisional' }),
      stateOf({ identified_by: 'adopted' }, { state: 'provisional' }),
      stateOf({}, { state: 'not_found' }),
      stateOf(undefined, { state: 'unidentified' }),
    ].map(({ badge }) => badge.text);
    assert.deepEqual(badges, [
      'Identified',
      'Linked by you',
      'Gone from Civitai',
      'Several versions fit',
      'By header, not yet verified',
      'By another tool, not yet verified',
      'Not on Civitai',
      'Not identified yet',
    ]);
  });

  it('offers of a model outside of the library nothing that only the library can do', () => {
    const candidates = [
      { model_id: 1, version_id: 2 },
      { model_id: 1, version_id: 3 },
    ];
    const sidecar = { name: 'Mine', civitai_model_id: 1, civitai_candidates: candidates };
    const state = detailsState({ entry: entry(sidecar, { sha256: SHA256 }), isOutside: true }, [], undefined);
    assert.deepEqual([state.isOutside, state.commands, state.candidates], [true, [], []]);
    assert.deepEqual([state.values, state.hashes.length], [{ name: 'Mine' }, 2]);
    assert.deepEqual(stateOf(sidecar).candidates, candidates);
  });

  it('tells why a file was refused and what to do', () => {
    const problem = { code: 'html', message: 'foo is a page.', advice: 'Download it again.' } as const;
    const state = stateOf(undefined, { state: 'refused', problem });
    assert.equal(state.badge.text, 'Not a whole model file');
    assert.deepEqual(state.problem, { message: 'foo is a page.', advice: 'Download it again.' });
    assert.ok(!state.commands.includes('fetch'));
  });

  it('takes the hash of the file as it is now before the one of the sidecar', () => {
    const state = stateOf({ hash_sha256: 'b'.repeat(64), hash_autov2: 'B'.repeat(10) }, { sha256: SHA256 });
    assert.deepEqual(state.hashes, [
      { kind: 'AutoV2', value: '90BFFAFD10' },
      { kind: 'SHA-256', value: SHA256 },
    ]);
    assert.deepEqual(stateOf({}, { header: { autov3: '0123456789ab' } }).hashes, [
      { kind: 'AutoV3', value: '0123456789ab' },
    ]);
  });

  it('says where each field came from, and hands on only what can be edited', () => {
    const state = stateOf({
      name: 'Mine',
      notes: 'mine too',
      base_model: 'Pony',
      hash_sha256: SHA256,
      field_sources: { name: 'user', base_model: 'lora-manager' },
    });
    assert.deepEqual(state.sources, { name: 'from you', base_model: 'from LoRA Manager' });
    assert.deepEqual(state.values, { name: 'Mine', notes: 'mine too', base_model: 'Pony' });
  });

  it('never shows the user’s own description as HTML', () => {
    assert.equal(
      stateOf({ description: '<p>', field_sources: { description: 'civitai' } }).htmlDescription,
      true,
    );
    assert.equal(
      stateOf({ description: '<p>', field_sources: { description: 'user' } }).htmlDescription,
      false,
    );
  });

  it('offers the commands that make sense', () => {
    assert.deepEqual(stateOf(undefined, { state: 'unidentified' }).commands, ['fetch', 'editHash', 'reveal']);
    const lora = stateOf({ model_type: 'LoCon', trigger_words: ['x'], hash: 'x', civitai_model_id: 1 });
    assert.deepEqual(lora.commands, [
      'fetch',
      'unlink',
      'editHash',
      'copyTriggerWords',
      'copyHash',
      'copyLoraTag',
      'openOnCivitai',
      'otherVersions',
      'reveal',
      'openSidecar',
    ]);
    assert.ok(!stateOf({ model_type: 'Checkpoint' }).commands.includes('copyLoraTag'));
    const broken = { code: 'not_json', message: 'Broken.', advice: 'Mend it.' } as const;
    assert.ok(stateOf(undefined, { state: 'failed', problem: broken }).commands.includes('openSidecar'));
  });
});

describe('what the details page keeps', () => {
  it('is taken back only in its own shape', () => {
    const kept = { path: '/lib/foo.ckpt', scroll: 3, draft: { name: { text: 'a', base: 'b' } } };
    assert.deepEqual(parsePersisted(kept), kept);
    for (const other of [undefined, null, 'x', {}, { path: 1 }, { path: '/x', draft: { size: 1 } }]) {
      assert.equal(parsePersisted(other), undefined);
    }
  });
});
