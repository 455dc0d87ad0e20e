import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { Problem } from '../../../../src/core/problem/problem';
import { problemInfo, toProblem } from '../../../../src/core/problem/toProblem';

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
