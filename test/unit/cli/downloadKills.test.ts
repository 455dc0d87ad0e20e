import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LoopbackCivitai } from '../../civitai/server';
import { makeLora } from '../../fixtures/makeModels';
import { tempFolder } from '../support/tempFolder';
import { until } from '../support/until';
import { killDownload } from './downloadKills';
import { runCli, startCli } from './runCli';

describe('a download on the command line that is killed', () => {
  const folder = tempFolder();
  let civitai: LoopbackCivitai | undefined;
  afterEach(() => civitai?.close());
  const models = () => readdirSync(folder.path).filter((name) => name.includes('safetensors'));

  it('goes on where it was on the disk, and is right in the end', async () => {
    const parts = [0.9, 0.05, 0.7];
    const { kills, requests, isRight, exitCode } = await killDownload(
      folder.path,
      3,
      () => parts.shift() ?? 0,
    );
    assert.deepEqual([kills, isRight, exitCode], [3, true, 0]);
    assert.equal(requests.length, 4);
    for (const { from, onDisk } of requests) assert.equal(from, onDisk);
    assert.ok(requests.some(({ from }) => from > 0));
    assert.deepEqual(models().filter((name) => name.includes('.part')), []); // prettier-ignore
  });

  it('between its two names is there, and nothing else', async () => {
    civitai = await LoopbackCivitai.start();
    const lora = makeLora({ name: 'killed' });
    civitai.addVersion({ versionId: 70, bytes: lora, fileName: 'killed.safetensors' });
    const args = ['download', '70', '--base-url', civitai.baseUrl, '--json'];
    const [reached, part] = [join(folder.path, 'reached'), join(folder.path, 'killed.safetensors.part')];
    const hold = `--import ${pathToFileURL(resolve('test/fixtures/training/jobs/hold.mjs')).href}`;
    const env = {
      HOLD_WORD: 'download',
      HOLD_CALL: 'unlink',
      HOLD_PATH: 'killed.safetensors.part',
      HOLD_REACHED: reached,
    };
    const process = startCli(folder.path, args, { ...env, NODE_OPTIONS: hold });
    await until(() => existsSync(reached));
    process.kill('SIGKILL');
    await process;
    assert.deepEqual(readFileSync(part), lora);
    const { stdout } = await runCli(folder.path, args, { XDG_CACHE_HOME: join(folder.path, '.other') });
    assert.match(stdout, /"state": ?"present"/);
    assert.equal(existsSync(part), false);
    assert.equal(civitai.requests.filter(({ path }) => path.startsWith('/store/')).length, 1);
  });
});
