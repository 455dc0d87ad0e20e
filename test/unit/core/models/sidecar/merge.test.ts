import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { IdentifiedBy, Sidecar } from '../../../../../src/core/models/sidecar/fields';
import { fromVersion } from '../../../../../src/core/models/sidecar/fromVersion';
import { notFoundPatch, fetchedPatch, valuesPatch } from '../../../../../src/core/models/sidecar/merge';
import { sha256Patch } from '../../../../../src/core/models/sidecar/sha256Patch';
import { replacedFilePatch, patched } from '../../../../../src/core/models/sidecar/replaced';
import { file, model, SHA256, version } from './versionFixture';

const at = new Date('2026-11-21T10:30:00Z');
function fetched(current: Sidecar, by: IdentifiedBy = 'sha256', changes: object = {}): Sidecar {
  const found = fromVersion({ ...version, files: [file], ...changes }, { model, file });
  return patched(current, fetchedPatch(current, found, 'civitai', by, at));
}

describe('a sidecar and what Civitai says', () => {
  describe('in a sidecar of the first version, which names no sources', () => {
    const LONG = 'An ink wash style & more, trained on <b>40</b> pictures. '.repeat(20);
    const html = `<p>${LONG}</p><p>Use it with care.</p>`;
    const text = `${LONG.replaceAll(/<[^>]*>/g, '').replaceAll('&amp;', '&')} Use it with care.`;
    const first: Sidecar = { civitai_name: 'Foo', civitai_version_id: 22, hash_sha256: SHA256 };
    const answer = { description: html, trainedWords: ['foo', 'bar'], baseModel: 'SDXL 1.0' };

    for (const [what, values] of [
      ['the same text', { description: html }],
      ['its plain text', { description: text }],
      ['its beginning, cut at 500 characters', { description: text.slice(0, 500) }],
      ['its beginning with an ellipsis', { description: `${text.slice(0, 497)}...` }],
      ['the same trigger words in another order and case', { trigger_words: ['Bar', 'foo'] }],
      ['the same base model', { base_model: 'SDXL 1.0' }],
    ] as const) {
      it(`takes ${what} for Civitai’s`, () => {
        const [field] = Object.keys(values) as ('description' | 'trigger_words' | 'base_model')[];
        const after = fetched({ ...first, ...(values as Sidecar) }, 'sha256', answer);
        assert.equal(after.field_sources?.[field!], 'civitai');
        assert.equal(after.civitai_offers?.[field!], undefined);
        const later = { description: 'New.', trainedWords: ['new'], baseModel: 'Pony' };
        const next = fetched(after, 'sha256', later);
        assert.notDeepEqual(next[field!], after[field!], 'it follows Civitai from then on');
      });
    }

    for (const [what, values] of [
      ['another text', { description: 'My own words about it, and nothing of theirs.' }],
      ['a short beginning', { description: 'An ink' }],
      ['more trigger words', { trigger_words: ['foo', 'bar', 'mine'] }],
      ['another base model', { base_model: 'Illustrious' }],
    ] as const) {
      it(`takes ${what} for the user’s`, () => {
        const [field] = Object.keys(values) as ('description' | 'trigger_words' | 'base_model')[];
        const after = fetched({ ...first, ...(values as Sidecar) }, 'sha256', answer);
        assert.deepEqual(after[field!], (values as Sidecar)[field!]);
        assert.notEqual(after.civitai_offers?.[field!], undefined);
      });
    }
  });

  it('takes over everything, with the source of each field', () => {
    const { download_urls, ...rest } = fetched({});
    assert.ok(download_urls?.includes(file.downloadUrl));
    assert.deepEqual(rest, {
      hash: 'AUTOV2: A5F58EB1C3',
      hash_type: 'AUTOV2',
      hash_autov2: 'A5F58EB1C3',
      hash_sha256: SHA256,
      hash_autov3: '0123456789ab',
      civitai_model_id: 11,
      civitai_version_id: 22,
      civitai_name: 'Foo',
      civitai_version_name: 'v1',
      civitai_type: 'LORA',
      model_type: 'LORA',
      name: 'Foo',
      base_model: 'SDXL 1.0',
      preview_url: 'https://image.civitai.com/x.jpeg',
      trigger_words: ['foo', 'bar'],
      tags: ['style'],
      description: '<p>Text</p>',
      nsfw_level: 4,
      file_info: { id: 33, name: 'foo.safetensors', sizeKB: 10.5, downloadUrl: file.downloadUrl },
      identified_by: 'sha256',
      civitai_state: 'found',
      civitai_checked_at: '2026-11-21T10:30:00.000Z',
      field_sources: {
        name: 'civitai',
        base_model: 'civitai',
        trigger_words: 'civitai',
        tags: 'civitai',
        description: 'civitai',
      },
    });
  });

  for (const source of ['user', 'a1111', 'swarmui'] as const) {
    it(`never replaces what comes from ${source}, and offers its own instead`, () => {
      const sidecar = fetched({ trigger_words: ['mine'], field_sources: { trigger_words: source } });
      assert.deepEqual(sidecar.trigger_words, ['mine']);
      assert.equal(sidecar.field_sources?.trigger_words, source);
      assert.deepEqual(sidecar.civitai_offers, { trigger_words: ['foo', 'bar'] });
    });
  }

  for (const source of ['user', 'lora-manager', 'stability-matrix'] as const) {
    it(`never replaces a name that comes from ${source}, and offers its own instead`, () => {
      const sidecar = fetched({ name: 'Mine', field_sources: { name: source } });
      assert.equal(sidecar.name, 'Mine');
      assert.equal(sidecar.field_sources?.name, source);
      assert.deepEqual(sidecar.civitai_offers, { name: 'Foo' });
    });
  }

  for (const [field, source] of [
    ['base_model', 'lora-manager'],
    ['base_model', 'a1111'],
    ['base_model', 'stability-matrix'],
    ['name', 'swarmui'],
    ['trigger_words', 'stability-matrix'],
    ['description', 'civitai-helper'],
  ] as const) {
    it(`replaces a ${field} that ${source} guessed or downloaded`, () => {
      const value = field === 'trigger_words' ? ['old'] : 'old';
      const sidecar = fetched({ [field]: value, field_sources: { [field]: source } });
      assert.notDeepEqual(sidecar[field], value);
      assert.equal(sidecar.field_sources?.[field], 'civitai');
      assert.equal(sidecar.civitai_offers, undefined);
    });
  }

  it('never replaces what was written into the sidecar by hand, and follows once both say the same', () => {
    const byHand = fetched({ trigger_words: ['mine'], base_model: 'SDXL 1.0' });
    assert.deepEqual(byHand.trigger_words, ['mine']);
    assert.deepEqual(byHand.civitai_offers, { trigger_words: ['foo', 'bar'] });
    assert.equal(byHand.field_sources?.trigger_words, undefined);
    assert.equal(byHand.field_sources?.base_model, 'civitai');
  });

  it('does not let A1111’s coarse base model stand in the way of Civitai’s', () => {
    const coarse = fetched({ base_model: 'SDXL', field_sources: { base_model: 'a1111' } });
    assert.equal(coarse.base_model, 'SDXL 1.0');
  });

  it('does not call gone what the user linked', () => {
    const linked: Sidecar = { civitai_version_id: 3, identified_by: 'user', civitai_state: 'found' };
    assert.equal(notFoundPatch(linked, at).civitai_state, 'found');
  });

  it('leaves empty what the user emptied', () => {
    const sidecar = fetched({ field_sources: { trigger_words: 'user' } });
    assert.equal(sidecar.trigger_words, undefined);
    assert.deepEqual(sidecar.civitai_offers, { trigger_words: ['foo', 'bar'] });
  });

  it('offers nothing any more once both say the same', () => {
    const mine: Sidecar = { name: 'Mine', field_sources: { name: 'user' } };
    const offered = fetched(mine);
    assert.equal(fetched(offered, 'sha256', { model: { name: 'Mine' } }).civitai_offers, undefined);
    assert.deepEqual(fetched(offered, 'sha256', { model: { name: 'New' } }).civitai_offers, { name: 'New' });
  });

  it('follows Civitai where the value is Civitai’s', () => {
    const sidecar = fetched(fetched({}), 'sha256', { trainedWords: ['new'] });
    assert.deepEqual(sidecar.trigger_words, ['new']);
    assert.equal(sidecar.civitai_offers, undefined);
  });

  it('keeps what Civitai leaves out: absent is not empty', () => {
    const full = fetched({ notes: 'mine', field_sources: { notes: 'user' } });
    const bare = { id: 22, modelId: 11, trainedWords: [], description: '' };
    const { civitai_checked_at, ...after } = patched(
      full,
      fetchedPatch(full, fromVersion(bare), 'civitai', 'sha256', new Date(0)),
    );
    assert.equal(civitai_checked_at, '1970-01-01T00:00:00.000Z');
    assert.deepEqual({ ...after, civitai_checked_at: full.civitai_checked_at }, full);
  });

  it('forgets what it said of another version', () => {
    const before = fetched({ notes: 'mine', field_sources: { notes: 'user' } });
    const bare = { id: 44, modelId: 11 };
    const after = patched(before, fetchedPatch(before, fromVersion(bare), 'civitai', 'user', at));
    assert.equal(after.civitai_version_id, 44);
    for (const key of ['trigger_words', 'description', 'file_info', 'preview_url', 'civitai_version_name']) {
      assert.ok(!(key in after), key);
    }
    assert.deepEqual([after.notes, after.field_sources], ['mine', { notes: 'user' }]);
    assert.equal(after.hash_sha256, SHA256);
  });

  const trust: readonly IdentifiedBy[] = ['adopted', 'header', 'sha256', 'user'];
  for (const [rank, stronger] of trust.entries()) {
    for (const weaker of trust.slice(0, rank)) {
      it(`does not let ${weaker} overrule ${stronger}, but the other way round`, () => {
        const before: Sidecar = { civitai_version_id: 99, identified_by: stronger, name: 'x' };
        const kept = fetched(before, weaker);
        assert.deepEqual(kept, { ...before, civitai_checked_at: at.toISOString() });
        const taken = fetched({ ...before, identified_by: weaker }, stronger);
        assert.deepEqual([taken.civitai_version_id, taken.identified_by], [22, stronger]);
      });

      it(`lets ${weaker} add to the same version of ${stronger}, without its hashes`, () => {
        const own = sha256Patch({}, 'b'.repeat(64));
        const same = fetched(patched({ civitai_version_id: 22, identified_by: stronger }, own), weaker);
        assert.equal(same.identified_by, stronger);
        assert.equal(same.hash_sha256, 'b'.repeat(64));
        assert.equal(same.hash, 'AUTOV2: BBBBBBBBBB');
        assert.equal(same.civitai_name, 'Foo');
      });
    }
  }

  it('says not found, gone, or neither where the identity was provisional', () => {
    assert.equal(notFoundPatch({}, at).civitai_state, 'not_found');
    const known: Sidecar = { civitai_version_id: 22, identified_by: 'sha256' };
    assert.equal(notFoundPatch(known, at).civitai_state, 'gone');
    assert.equal(notFoundPatch({ ...known, identified_by: 'header' }, at).civitai_state, 'found');
    const full = fetched({});
    assert.deepEqual(patched(full, notFoundPatch(full, at)), { ...full, civitai_state: 'gone' });
  });

  it('gives the hashes of a SHA-256, and keeps one that the user typed as what is shown', () => {
    assert.deepEqual(sha256Patch({}, SHA256.toUpperCase()), {
      hash: 'AUTOV2: A5F58EB1C3',
      hash_type: 'AUTOV2',
      hash_autov2: 'A5F58EB1C3',
      hash_sha256: SHA256,
    });
    assert.ok(!('hash' in sha256Patch({ hash_source: 'user' }, SHA256)));
    const typed: Sidecar = { hash: '0123456789', hash_type: 'legacy', hash_source: 'user' };
    assert.equal(fetched(typed).hash, '0123456789');
  });

  it('forgets a replaced file but for the user’s own', () => {
    const before = fetched({ notes: 'mine', field_sources: { notes: 'user' } });
    assert.deepEqual(replacedFilePatch(before, SHA256), {});
    const after = patched(before, replacedFilePatch(before, 'b'.repeat(64)));
    assert.deepEqual([after.notes, after.name, after.civitai_version_id], ['mine', undefined, undefined]);
  });

  it('merges what another tool says field by field', () => {
    assert.deepEqual(valuesPatch({}, { notes: 'n' }, 'a1111'), {
      notes: 'n',
      field_sources: { notes: 'a1111' },
      civitai_offers: undefined,
    });
  });
});
