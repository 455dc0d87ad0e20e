import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { png } from '../../civitai/pictures';
import { LoopbackCivitai } from '../../civitai/server';
import { tempFolder } from '../support/tempFolder';
import { until } from '../support/until';
import { IMAGES_OF_CREATOR, IMAGES_OF_VERSION, killImages } from './imageKills';
import { runCli, startCli } from './runCli';

describe('images on the command line whose download is killed', () => {
  const folder = tempFolder();
  let civitai: LoopbackCivitai | undefined;
  afterEach(() => civitai?.close());

  for (const [what, command] of [
    ['of a version', IMAGES_OF_VERSION],
    ['of a creator', IMAGES_OF_CREATOR],
  ] as const)
    it(`${what}, are all there in the end, each asked for until it has its name, and recorded`, async () => {
      const shares = [0.1, 0.9, 0.5, 0.3, 0.7];
      let next = 0;
      const random = () => shares[next++ % shares.length] ?? 0;
      const found = await killImages(folder.path, command, { images: 8, kills: 3, random });
      const { kills, again, wrong, unrecorded, leftovers, exitCode } = found;
      assert.deepEqual({ kills, again, wrong, unrecorded, leftovers, exitCode }, { kills: 3, again: 0, wrong: [], unrecorded: [], leftovers: [], exitCode: 0 }); // prettier-ignore
    });

  for (const [what, call, path] of [
    ['between the two names of an image', 'unlink', '.tmp-write'],
    ['before the record of an image has its name', 'rename', '1.png.metadata.json'],
  ] as const)
    it(`${what}, leave nothing of it undone`, async () => {
      civitai = await LoopbackCivitai.start();
      civitai.addVersion({ modelId: 7, versionId: 70, creator: 'maria' });
      civitai.addImages({ id: 1, modelId: 7, versionIds: [70], username: 'maria', bytes: png(8, 8, [1, 0, 0]), meta: { prompt: 'a cat' } }); // prettier-ignore
      const args = [...IMAGES_OF_VERSION.args, '--metadata', 'txt', '--base-url', civitai.baseUrl];
      const reached = join(folder.path, 'reached');
      const hold = `--import ${pathToFileURL(resolve('test/fixtures/training/jobs/hold.mjs')).href}`;
      const env = { HOLD_WORD: 'images', HOLD_CALL: call, HOLD_PATH: path, HOLD_REACHED: reached };
      const process = startCli(folder.path, args, { ...env, NODE_OPTIONS: hold });
      await until(() => existsSync(reached));
      process.kill('SIGKILL');
      await process;
      const run = await runCli(folder.path, ['--json', ...args], { XDG_CACHE_HOME: join(folder.path, '.other') }); // prettier-ignore
      assert.match(run.stdout, /"state": ?"skipped"/);
      const names = readdirSync(join(folder.path, 'images/7')).sort();
      assert.deepEqual(names, ['1.png', '1.png.metadata.json', '1.txt']);
      const record = JSON.parse(readFileSync(join(folder.path, 'images/7/1.png.metadata.json'), 'utf8')) as { meta: unknown; file: { bytes: number } }; // prettier-ignore
      assert.deepEqual([record.meta, record.file.bytes], [{ prompt: 'a cat' }, png(8, 8, [1, 0, 0]).length]);
      assert.equal(civitai.requests.filter(({ path: asked }) => asked.startsWith('/images/')).length, 1);
    });
});
