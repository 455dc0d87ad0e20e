import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Sidecar } from '../../../../../src/core/models/sidecar/fields';
import { importPatch } from '../../../../../src/core/models/transfer/importPatch';
import { sha256Patch } from '../../../../../src/core/models/sidecar/sha256Patch';
import { replacedFilePatch } from '../../../../../src/core/models/sidecar/replaced';
import { isSameFile, publishedSha256 } from '../../../../../src/core/models/sidecar/sameFile';

const PUBLISHED = '1'.repeat(64);
const REWRITTEN = '2'.repeat(64);
const OTHER = '3'.repeat(64);

const rewritten: Sidecar = {
  hash_sha256: PUBLISHED,
  rewritten_sha256: REWRITTEN,
  civitai_model_id: 7,
  civitai_version_id: 8,
  identified_by: 'sha256',
};

describe('a file whose header was rewritten', () => {
  it('is the file of its sidecar as it was published and as it is, and no other one', () => {
    for (const [sha256, same] of [
      [PUBLISHED, true],
      [REWRITTEN, true],
      [OTHER, false],
    ] as const) {
      assert.equal(isSameFile(rewritten, sha256), same);
      assert.equal(Object.keys(replacedFilePatch(rewritten, sha256)).length === 0, same);
    }
  });

  it('may be any file where the sidecar has no hash', () => {
    assert(isSameFile({}, OTHER));
    assert(isSameFile({ rewritten_sha256: REWRITTEN }, OTHER));
  });

  it('is known by the published hash; every other file by its own', () => {
    assert.equal(publishedSha256(rewritten, REWRITTEN), PUBLISHED);
    assert.equal(publishedSha256(rewritten, PUBLISHED), PUBLISHED);
    assert.equal(publishedSha256(rewritten, OTHER), OTHER);
    assert.equal(publishedSha256({ rewritten_sha256: REWRITTEN }, REWRITTEN), REWRITTEN);
    assert.equal(publishedSha256({}, OTHER), OTHER);
    assert.equal(publishedSha256(undefined, OTHER), OTHER);
  });

  it('is forgotten together with the published hash', () => {
    assert.deepEqual(Object.keys(sha256Patch(rewritten, PUBLISHED)).includes('rewritten_sha256'), false);
    const moved = sha256Patch(rewritten, OTHER);
    assert.deepEqual([moved.hash_sha256, 'rewritten_sha256' in moved], [OTHER, true]);
    assert.equal(moved.rewritten_sha256, undefined);
  });

  it('takes an import of what it was, and gives its hash along', () => {
    const options = { overwriteUser: false, otherFile: false };
    const unknown: Sidecar = { hash_sha256: REWRITTEN, civitai_state: 'not_found' };
    const { patch } = importPatch(unknown, rewritten, options);
    assert.deepEqual(
      [patch.civitai_version_id, patch.hash_sha256, patch.rewritten_sha256],
      [8, PUBLISHED, REWRITTEN],
    );
    const bare: Sidecar = { hash_sha256: PUBLISHED, rewritten_sha256: REWRITTEN };
    const { patch: back } = importPatch(bare, { ...rewritten, hash_sha256: REWRITTEN }, options);
    assert.equal(back.civitai_version_id, 8);
    const other = importPatch({ hash_sha256: OTHER }, rewritten, options).patch;
    assert.equal(other.civitai_version_id, undefined);
  });

  it('does not give its hash to a file of another size', () => {
    const { patch } = importPatch({}, rewritten, { overwriteUser: false, otherFile: true });
    assert.deepEqual(
      [patch.civitai_version_id, patch.rewritten_sha256, patch.hash_sha256],
      [8, undefined, undefined],
    );
  });
});
