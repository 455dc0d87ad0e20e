import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readImageInfo } from '../../../../../src/core/images/info/readImageInfo';
import { readImageInfos } from '../../../../../src/core/images/info/imageInfos';
import { Problem } from '../../../../../src/core/problem/problem';
import { problemInfo } from '../../../../../src/core/problem/toProblem';

const FOLDER = 'test/fixtures/images/files';
const options = { workerFolder: resolve('dist') };

describe('readImageInfos', () => {
  it('finds in each of many pictures what is found in it alone, in their order', async () => {
    const names = readdirSync(FOLDER).filter((name) => !name.endsWith('.json'));
    const alone = await Promise.all(
      [...names, 'missing.png'].map(async (name) => {
        const path = join(FOLDER, name);
        try {
          return { path, info: await readImageInfo(path) };
        } catch (error) {
          assert.ok(error instanceof Problem);
          return { path, problem: problemInfo(error) };
        }
      }),
    );
    const repeated = [1, 2, 3].flatMap(() => alone);
    assert.deepEqual(
      await readImageInfos(
        repeated.map(({ path }) => path),
        options,
      ),
      repeated,
    );
  });

  it('starts nothing for no pictures', async () => {
    assert.deepEqual(await readImageInfos([], { workerFolder: '/none' }), []);
  });

  it('ends with what is read when it is cancelled', async () => {
    assert.deepEqual(await readImageInfos([join(FOLDER, 'u02.jpg')], { ...options, signal: AbortSignal.abort() }), []); // prettier-ignore
  });
});
