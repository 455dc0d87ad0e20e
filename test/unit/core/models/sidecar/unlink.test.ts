import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Sidecar } from '../../../../../src/core/models/sidecar/fields';
import { patched } from '../../../../../src/core/models/sidecar/replaced';
import { unlinkPatch } from '../../../../../src/core/models/sidecar/unlink';

const SHA256 = '0123456789abcdef'.repeat(4);

describe('a sidecar without its link to Civitai', () => {
  const unlinked = (sidecar: Sidecar) => patched(sidecar, unlinkPatch(sidecar));

  it('keeps the hashes of the file and what the user typed, and nothing of Civitai', () => {
    assert.deepEqual(
      unlinked({
        hash: 'civitai: 1 @ 2',
        hash_type: 'civitai',
        hash_source: 'user',
        hash_sha256: SHA256,
        civitai_model_id: 1,
        civitai_version_id: 2,
        civitai_name: 'Other',
        identified_by: 'user',
        civitai_state: 'found',
        civitai_checked_at: '2026-01-01T00:00:00',
        preview_path: '.previews/a.jpg',
        preview_url: 'https://image.example/a.jpg',
        trigger_words: ['theirs'],
        notes: 'mine',
        field_sources: { trigger_words: 'civitai', notes: 'user' },
      }),
      {
        hash: 'AUTOV2: 0123456789',
        hash_type: 'AUTOV2',
        hash_autov2: '0123456789',
        hash_sha256: SHA256,
        civitai_state: 'unlinked',
        notes: 'mine',
        field_sources: { notes: 'user' },
      },
    );
  });

  it('keeps a picture that the user put beside the model', () => {
    assert.deepEqual(unlinked({ civitai_model_id: 1, preview_path: 'a.png' }), {
      civitai_state: 'unlinked',
      preview_path: 'a.png',
    });
  });
});
