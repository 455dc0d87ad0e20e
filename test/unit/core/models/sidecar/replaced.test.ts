import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Sidecar } from '../../../../../src/core/models/sidecar/fields';
import { patched, replacedFilePatch } from '../../../../../src/core/models/sidecar/replaced';

const [OLD, NEW] = ['a'.repeat(64), 'b'.repeat(64)];

const SIDECAR: Sidecar = {
  hash: 'AUTOV2: AAAAAAAAAA',
  hash_type: 'AUTOV2',
  hash_sha256: OLD,
  civitai_model_id: 1,
  civitai_version_id: 2,
  identified_by: 'sha256',
  description: 'of Civitai',
  notes: 'mine',
  field_sources: { description: 'civitai', notes: 'user' },
};

describe('a sidecar whose model file was replaced', () => {
  it('forgets what was said of the old file, and keeps what the user typed', () => {
    assert.deepEqual(patched(SIDECAR, replacedFilePatch(SIDECAR, NEW)), {
      notes: 'mine',
      field_sources: { notes: 'user' },
    });
  });

  it('stays as it is for the same file, also under the hash from before its header was written', () => {
    assert.deepEqual(replacedFilePatch(SIDECAR, OLD), {});
    assert.deepEqual(replacedFilePatch({ ...SIDECAR, rewritten_sha256: NEW }, NEW), {});
  });

  it('keeps a link that the user made', () => {
    assert.deepEqual(replacedFilePatch({ ...SIDECAR, identified_by: 'user' }, NEW), {});
  });

  it('keeps a hash that the user typed, while nothing else is known', () => {
    const typed: Sidecar = { hash: 'AUTOV2: AAAAAAAAAA', hash_type: 'AUTOV2', hash_source: 'user' };
    assert.deepEqual(replacedFilePatch(typed, NEW), {});
    const identified = { ...SIDECAR, hash_source: 'user' } as const;
    const { hash, hash_type } = patched(identified, replacedFilePatch(identified, NEW));
    assert.deepEqual([hash, hash_type], ['AUTOV2: AAAAAAAAAA', 'AUTOV2']);
  });
});
