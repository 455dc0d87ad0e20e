import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { failureInfo, failureReason, goneSince } from '../../../../../src/core/downloads/log/reasons';
import type { ProblemCode } from '../../../../../src/core/problem/codes';
import { notFound, serverError } from '../../../../../src/core/net/failures';

describe('the reasons of a download log', () => {
  for (const [reason, codes] of [
    ['missing', ['not_found']],
    ['corrupted', ['corrupted', 'truncated', 'bad_answer']],
    ['presigned_url_failed', ['login_required', 'no_access', 'early_access', 'address_expired']],
    ['timeout', ['timeout', 'offline', 'server_error', 'rate_limited']],
    ['copy_failed', ['write_failed', 'locked', 'disk_full', 'changed_meanwhile', 'read_only']],
    [undefined, ['cancelled', 'ended', 'requests_off']],
  ] as readonly (readonly [string | undefined, readonly ProblemCode[]])[])
    it(`call ${codes.join(', ')} ${reason ?? 'nothing'}`, () => {
      for (const code of codes) assert.equal(failureReason({ code }), reason, code);
    });

  it('remember what is gone with its date, and leave what a server could not tell open', () => {
    const at = new Date('2026-11-28T01:02:03Z');
    const failed = (problem: ReturnType<typeof notFound>) => ({
      id: 1,
      type: 'image',
      reason: failureReason(problem) ?? '',
      info: failureInfo(problem, { path: '/x/1' }, at),
    });
    assert.deepEqual(goneSince(failed(notFound('civitai.com'))), at);
    assert.equal(goneSince(failed(serverError('civitai.com', 503))), undefined);
  });

  it('keep no token of an address', () => {
    const { download_url: url } = failureInfo(undefined, { path: '/x', url: 'https://civitai.com/d?token=secret&a=1' }, new Date(0)); // prettier-ignore
    assert.equal(url, 'https://civitai.com/d?a=1');
  });
});
