import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { redact } from '../../../../src/core/text/redact';

describe('redact', () => {
  const texts: readonly [title: string, text: string, safe: string][] = [
    ['a header', 'Authorization: Bearer abc.DEF-123', 'Authorization: Bearer [hidden]'],
    ['a header of another scheme', 'authorization: Basic dXNlcjpwdw==', 'authorization: [hidden]'],
    ['headers as JSON', '{"authorization":"Bearer abc","x":1}', '{"authorization":"Bearer [hidden]","x":1}'],
    ['a query', 'https://x/?a=1&token=abc&b=2', 'https://x/?a=1&token=[hidden]&b=2'],
    ['a parameter alone', 'api_key=abc was refused', 'api_key=[hidden] was refused'],
    ['a signed address', 'https://x/?X-Amz-Signature=abc&n=1', 'https://x/?X-Amz-Signature=[hidden]&n=1'],
    [
      'an address that CloudFront has signed',
      'https://x/a?Expires=1&Signature=abc-_~&Key-Pair-Id=K1&Policy=e30_',
      'https://x/a?Expires=1&Signature=[hidden]&Key-Pair-Id=[hidden]&Policy=[hidden]',
    ],
    [
      'an address that Google has signed',
      'https://x/?X-Goog-Signature=ab',
      'https://x/?X-Goog-Signature=[hidden]',
    ],
    [
      'addresses that others have signed',
      'https://x/?sig=a%2F&n=1 https://y/?verify=1-a',
      'https://x/?sig=[hidden]&n=1 https://y/?verify=[hidden]',
    ],
    ['an address with a password', 'https://ada:pw@x/a', 'https://[hidden]@x/a'],
    ['the home folder', `cannot open ${join(homedir(), 'models')}`, `cannot open ${join('~', 'models')}`],
    ['plain text', 'max_tokens=75, token: none', 'max_tokens=75, token: none'],
  ];
  for (const [title, text, safe] of texts) {
    it(`hides secrets of ${title}`, () => assert.equal(redact(text), safe));
  }

  it('hides the given secrets wherever they stand, and no empty one', () => {
    assert.equal(redact('a s3cret/s3cret b', ['', 's3cret']), 'a [hidden]/[hidden] b');
  });
});
