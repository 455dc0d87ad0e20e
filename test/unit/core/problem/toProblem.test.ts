import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { Problem } from '../../../../src/core/problem/problem';
import { redact } from '../../../../src/core/text/redact';
import { problemInfo, toProblem } from '../../../../src/core/problem/toProblem';

describe('redact', () => {
  const texts: readonly [title: string, text: string, safe: string][] = [
    ['a header', 'Authorization: Bearer abc.DEF-123', 'Authorization: Bearer [hidden]'],
    ['a header of another scheme', 'authorization: Basic dXNlcjpwdw==', 'authorization: [hidden]'],
    ['headers as JSON', '{"authorization":"Bearer abc","x":1}', '{"authorization":"Bearer [hidden]","x":1}'],
    ['a query', 'https://x/?a=1&token=abc&b=2', 'https://x/?a=1&token=[hidden]&b=2'],
    ['a parameter alone', 'api_key=abc was refused', 'api_key=[hidden] was refused'],
    ['a signed address', 'https://x/?X-Amz-Signature=abc&n=1', 'https://x/?X-Amz-Signature=[hidden]&n=1'],
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

describe('toProblem', () => {
  it('tells what happened without the path that Node puts into its message', async () => {
    const path = join(homedir(), 'secret-folder', 'foo.safetensors');
    const error: unknown = await readFile(path).catch((thrown: unknown) => thrown);
    assert.match(String(error), /secret-folder/);
    const info = problemInfo(toProblem(error, 'foo.safetensors'));
    assert.equal(info.code, 'missing');
    assert.doesNotMatch(JSON.stringify(info), /secret-folder/);
  });

  const codes: readonly [errno: string, code: string][] = [
    ['ENOSPC', 'disk_full'],
    ['EDQUOT', 'disk_full'],
    ['EFBIG', 'disk_full'],
    ['EROFS', 'read_only'],
    ['EACCES', 'unreadable'],
    ['EBUSY', 'locked'],
    ['ENOENT', 'missing'],
    ['EWHATEVER', 'unreadable'],
  ];
  for (const [errno, code] of codes) {
    it(`makes ${code} of ${errno}`, () => {
      const error = Object.assign(new Error(`${errno}: '/home/me/x'`), { code: errno });
      const problem = toProblem(error, 'x');
      assert.equal(problem.code, code);
      assert.doesNotMatch(problem.message + problem.advice, /home/);
    });
  }

  it('knows a cancelled work, and leaves a problem as it is', () => {
    assert.equal(toProblem(AbortSignal.abort().reason, 'x').code, 'cancelled');
    const problem = new Problem('html', 'x', 'y');
    assert.equal(toProblem(problem, 'z'), problem);
  });
});
