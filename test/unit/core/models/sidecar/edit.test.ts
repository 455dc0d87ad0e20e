import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseHash } from '../../../../../src/core/civitai/typedHash';
import { editPatch, typedHashPatch, offerPatch } from '../../../../../src/core/models/sidecar/edit';
import type { Sidecar } from '../../../../../src/core/models/sidecar/fields';
import { patched } from '../../../../../src/core/models/sidecar/replaced';

const civitai: Sidecar = {
  name: 'Foo',
  tags: ['style'],
  field_sources: { name: 'civitai', tags: 'civitai' },
};

describe('what the user types', () => {
  it('is theirs from now on, and Civitai’s value becomes an offer', () => {
    assert.deepEqual(patched(civitai, editPatch(civitai, { name: 'Mine', notes: 'n' })), {
      ...civitai,
      name: 'Mine',
      notes: 'n',
      field_sources: { name: 'user', tags: 'civitai', notes: 'user' },
      civitai_offers: { name: 'Foo' },
    });
  });

  for (const empty of ['', undefined]) {
    it(`is theirs also when they emptied it (${JSON.stringify(empty)})`, () => {
      const after = patched(civitai, editPatch(civitai, { name: empty, tags: [] }));
      assert.ok(!('name' in after) && !('tags' in after));
      assert.deepEqual(after.field_sources, { name: 'user', tags: 'user' });
      assert.deepEqual(after.civitai_offers, { name: 'Foo', tags: ['style'] });
    });
  }

  it('keeps a weight of 0', () => {
    assert.equal(editPatch({}, { preferred_weight: 0 }).preferred_weight, 0);
  });

  it('is no offer when it is what Civitai says', () => {
    const edited = patched(civitai, editPatch(civitai, { name: 'Mine' }));
    assert.equal(editPatch(edited, { name: 'Foo' }).civitai_offers, undefined);
    assert.deepEqual(editPatch(edited, { name: 'Other' }).civitai_offers, { name: 'Foo' });
  });

  it('makes no offer of another tool’s value', () => {
    const adopted: Sidecar = { name: 'x', field_sources: { name: 'lora-manager' } };
    assert.equal(editPatch(adopted, { name: 'y' }).civitai_offers, undefined);
  });

  it('is given up for Civitai’s by one click', () => {
    const edited = patched(civitai, editPatch(civitai, { name: 'Mine', tags: [] }));
    const taken = patched(edited, offerPatch(edited, 'name'));
    assert.deepEqual([taken.name, taken.field_sources?.name], ['Foo', 'civitai']);
    assert.deepEqual(taken.civitai_offers, { tags: ['style'] });
    assert.deepEqual(patched(taken, offerPatch(taken, 'tags')), civitai);
    assert.deepEqual(offerPatch(civitai, 'notes'), {});
  });
});

describe('a hash that the user types', () => {
  const set = (text: string, current: Sidecar = {}): Sidecar => {
    const hash = parseHash(text);
    assert.ok(hash);
    return patched(current, typedHashPatch(current, hash));
  };

  it('is saved as it is shown (S0-59 … S0-62)', () => {
    const sha256 = 'a5f58eb1c3'.padEnd(64, '0');
    assert.deepEqual(set('autov2: 90bffafd10'), {
      hash: 'AUTOV2: 90BFFAFD10',
      hash_type: 'AUTOV2',
      hash_source: 'user',
      hash_autov2: '90BFFAFD10',
    });
    assert.deepEqual(set(sha256), {
      hash: sha256,
      hash_type: 'SHA256',
      hash_source: 'user',
      hash_autov2: 'A5F58EB1C3',
      hash_sha256: sha256,
    });
    assert.equal(set('90bffafd10').hash_type, 'legacy');
  });

  it('links the model when it names a version, and forgets the candidates', () => {
    const before: Sidecar = {
      civitai_version_id: 1,
      civitai_state: 'gone',
      civitai_candidates: [{ model_id: 1, version_id: 2 }],
    };
    assert.deepEqual(set('civitai: 2131974 @ 2411703', before), {
      hash: 'civitai: 2131974 @ 2411703',
      hash_type: 'civitai',
      hash_source: 'user',
      civitai_model_id: 2131974,
      civitai_version_id: 2411703,
      identified_by: 'user',
    });
    assert.equal(set('AUTOV2: 90BFFAFD10', before).civitai_version_id, 1);
  });

  const file = 'ab'.repeat(32);
  const other = 'cd'.repeat(32);
  const hashed: Sidecar = { hash_sha256: file, hash_autov2: 'ABABABABAB', hash_autov3: '0123456789ab' };

  it('leaves no digest beside it that is of another file', () => {
    assert.deepEqual(set(other, hashed), {
      hash: other,
      hash_type: 'SHA256',
      hash_source: 'user',
      hash_autov2: 'CDCDCDCDCD',
      hash_sha256: other,
    });
    assert.deepEqual(set('AUTOV2: CDCDCDCDCD', { hash_autov2: 'ABABABABAB', hash_autov3: '0123456789ab' }), {
      hash: 'AUTOV2: CDCDCDCDCD',
      hash_type: 'AUTOV2',
      hash_source: 'user',
      hash_autov2: 'CDCDCDCDCD',
    });
    assert.equal(set('AutoV3 ba9876543210', { hash_autov2: 'ABABABABAB' }).hash_autov2, undefined);
    assert.equal(set('AutoV3 ba9876543210', {}).hash_autov3, 'ba9876543210');
  });

  it('leaves those of the hashed file as they are, since they tell when it is replaced', () => {
    const typed = { hash: 'AUTOV2: CDCDCDCDCD', hash_type: 'AUTOV2', hash_source: 'user' };
    assert.deepEqual(set('AUTOV2: CDCDCDCDCD', hashed), { ...hashed, ...typed });
    assert.deepEqual(set(file, { ...hashed, rewritten_sha256: other }).rewritten_sha256, other);
  });

  it('takes away what Civitai said of the version before, when it names another one', () => {
    const before: Sidecar = {
      civitai_model_id: 1,
      civitai_version_id: 2,
      civitai_name: 'Before',
      trigger_words: ['mine'],
      base_model: 'SD 1.5',
      field_sources: { trigger_words: 'user', base_model: 'civitai' },
    };
    const after = set('3 @ 4', before);
    assert.deepEqual(
      [after.civitai_model_id, after.civitai_version_id, after.civitai_name],
      [3, 4, undefined],
    );
    assert.deepEqual([after.trigger_words, after.base_model], [['mine'], undefined]);
    assert.equal(set('1 @ 2', before).civitai_name, 'Before');
    assert.equal(set('1 @ 2', { civitai_model_id: 1, civitai_name: 'Before' }).civitai_name, 'Before');
  });
});
