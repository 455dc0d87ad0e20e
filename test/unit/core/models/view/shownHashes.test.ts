import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseHash } from '../../../../../src/core/civitai/typedHash';
import { typedHashPatch } from '../../../../../src/core/models/sidecar/edit';
import type { Sidecar } from '../../../../../src/core/models/sidecar/fields';
import { patched } from '../../../../../src/core/models/sidecar/replaced';
import { sha256Patch } from '../../../../../src/core/models/sidecar/sha256Patch';
import { shownHash } from '../../../../../src/core/models/view/modelText';
import { shownHashes } from '../../../../../src/core/models/view/shownHashes';

const FILE = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);

/** What is shown, a line a hash. */
const shown = (entry: Parameters<typeof shownHashes>[0]): string[] =>
  shownHashes(entry).map(({ kind, value }) => `${kind} ${value}`);

function typed(text: string, current: Sidecar = {}): Sidecar {
  const hash = parseHash(text);
  assert.ok(hash);
  return patched(current, typedHashPatch(current, hash));
}

describe('the hashes that are shown', () => {
  const own = [`AutoV2 ABABABABAB`, `SHA-256 ${FILE}`];

  it('are those of the file', () => {
    const sidecar: Sidecar = { hash_sha256: OTHER, hash_autov2: 'CDCDCDCDCD', hash_autov3: '0123456789ab' };
    assert.deepEqual(shown({ sha256: FILE, sidecar }), [...own, 'AutoV3 0123456789ab']);
    assert.deepEqual(shown({ sidecar: { hash_autov2: 'CDCDCDCDCD' } }), ['AutoV2 CDCDCDCDCD']);
    assert.deepEqual(shown({}), []);
    assert.equal(shownHash({ sha256: FILE, sidecar: { hash: 'AUTOV2: CDCDCDCDCD', hash_type: 'AUTOV2' } }), 'AUTOV2: ABABABABAB'); // prettier-ignore
  });

  const header = { autov3: '0123456789ab' };
  const cases: readonly [text: string, expected: readonly string[]][] = [
    ['AUTOV2: CDCDCDCDCD', ['AutoV2 CDCDCDCDCD']],
    ['cdcdcdcdcd', ['AutoV2 CDCDCDCDCD']],
    [OTHER, ['AutoV2 CDCDCDCDCD', `SHA-256 ${OTHER}`]],
    ['AutoV3 ba9876543210', ['AutoV3 ba9876543210']],
    ['AutoV1 01234567', ['AutoV1 01234567']],
    ['AUTOV2: ABABABABAB', [...own, 'AutoV3 0123456789ab']],
    [FILE, [...own, 'AutoV3 0123456789ab']],
    ['AutoV3 0123456789ab', [...own, 'AutoV3 0123456789ab']],
    ['1 @ 2', [...own, 'AutoV3 0123456789ab']],
  ];
  for (const [text, expected] of cases) {
    it(`never contradict ${text}, before and after the file is hashed`, () => {
      const before = typed(text, { hash_sha256: FILE, hash_autov2: 'ABABABABAB' });
      assert.deepEqual(shown({ sha256: FILE, header, sidecar: before }), expected);
      const after = patched(before, sha256Patch(before, FILE));
      assert.deepEqual(shown({ sha256: FILE, header, sidecar: after }), expected);
      assert.equal(shownHash({ sha256: FILE, sidecar: after }), parseHash(text)?.display);
    });
  }

  it('are only what the user typed while the file is not hashed', () => {
    assert.deepEqual(shown({ header, sidecar: typed('AUTOV2: CDCDCDCDCD') }), ['AutoV2 CDCDCDCDCD']);
    assert.deepEqual(shown({ header, sidecar: typed(OTHER) }), ['AutoV2 CDCDCDCDCD', `SHA-256 ${OTHER}`]);
  });
});
