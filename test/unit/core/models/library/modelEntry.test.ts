import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { stateOf } from '../../../../../src/core/models/library/modelEntry';
import type { Sidecar } from '../../../../../src/core/models/sidecar/fields';

const html = { code: 'html', message: 'an HTML page', advice: 'Download it again.' } as const;
const linked: Sidecar = { civitai_model_id: 1, civitai_version_id: 2 };

describe('state of a model', () => {
  const cases: [string, Parameters<typeof stateOf>, ReturnType<typeof stateOf>][] = [
    ['no sidecar, never looked at', [undefined, undefined], 'unidentified'],
    ['a file that is no model', [{ problem: html }, linked], 'refused'],
    ['a sidecar that cannot be read', [undefined, undefined, html], 'failed'],
    ['a sidecar without an identity', [undefined, { notes: 'mine' }], 'unidentified'],
    ['identified by its SHA-256', [undefined, { ...linked, identified_by: 'sha256' }], 'identified'],
    ['identified by the user', [undefined, { ...linked, identified_by: 'user' }], 'identified'],
    ['an older sidecar that does not say by what', [undefined, linked], 'identified'],
    ['identified by its header', [undefined, { ...linked, identified_by: 'header' }], 'provisional'],
    ['taken over from another tool', [undefined, { ...linked, identified_by: 'adopted' }], 'provisional'],
    ['unknown to Civitai', [undefined, { civitai_state: 'not_found' }], 'not_found'],
    ['gone from Civitai, but known', [undefined, { ...linked, civitai_state: 'gone' }], 'identified'],
    [
      'replaced by another file',
      [{ sha256: 'b'.repeat(64) }, { ...linked, hash_sha256: 'a'.repeat(64), identified_by: 'sha256' }],
      'unidentified',
    ],
    [
      'replaced, but its hash typed by the user',
      [{ replaced: true }, { ...linked, hash_sha256: 'a'.repeat(64), hash_source: 'user' }],
      'identified',
    ],
    [
      'replaced, but linked by the user',
      [{ sha256: 'b'.repeat(64) }, { ...linked, hash_sha256: 'a'.repeat(64), identified_by: 'user' }],
      'identified',
    ],
  ];
  for (const [name, args, expected] of cases) {
    it(`${name}: ${expected}`, () => assert.equal(stateOf(...args), expected));
  }
});
