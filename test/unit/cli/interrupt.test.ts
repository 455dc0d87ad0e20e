import assert from 'node:assert/strict';
import { once } from 'node:events';
import { symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { makeCheckpoint, makeLora } from '../../fixtures/makeModels';
import { TestLibrary } from '../support/testLibrary';
import { startCli } from './runCli';

/** So large that no hash of it ends before the test does; the file is sparse. */
const ENDLESS = 2 ** 42;

describe('a command line that is interrupted', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  const start = (args: string[], env: Record<string, string> = {}) => startCli(library.folder, args, env);
  const online = (...args: string[]) => [...args, '--base-url', library.civitai.baseUrl];
  const endless = async (name: string): Promise<void> => {
    const { path } = await library.write(name, 'pickle');
    await truncate(path, ENDLESS);
  };

  it('ends with 130, says so, and leaves out what it has not hashed', async () => {
    await endless('endless.txt');
    const child = start(['hash', 'endless.txt', 'nowhere.txt', '--json']);
    // What is missing is told before the rest is hashed.
    await once(child.stderr, 'data');
    child.kill('SIGINT');
    const { exitCode, stdout, stderr } = await child;
    assert.equal(exitCode, 130);
    assert.match(stderr, /Cancelled\. What was done is kept/);
    assert.equal(stderr.split('\n').length, 2, stderr);
    assert.deepEqual(JSON.parse(stdout), []);
  });

  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    it(`ends with ${code} on ${signal}, and says so`, async () => {
      await endless('endless.txt');
      const child = start(['hash', 'endless.txt', 'nowhere.txt', '--json']);
      await once(child.stderr, 'data');
      child.kill(signal);
      const { exitCode, stdout, stderr } = await child;
      assert.equal(exitCode, code);
      assert.match(stderr, /Cancelled\. What was done is kept/);
      assert.deepEqual(JSON.parse(stdout), []);
    });
  }

  it('does not wait for pipes and devices in place of files', async function () {
    // Windows has no such files.
    if (process.platform === 'win32') this.skip();
    await library.write('ok.safetensors', makeLora({ name: 'ok' }));
    const names = [
      'pipe.safetensors',
      'ok.safetensors.metadata.json',
      'ok.civitai.info',
      'ok.json',
      'ok.swarm.json',
      'prompt.txt',
      'Filter_Clothes.txt',
    ];
    for (const name of names) await execa('mkfifo', [join(library.folder, name)]);
    await symlink('/dev/zero', join(library.folder, 'zero.safetensors'));
    await symlink('/dev/zero', join(library.folder, 'zero.txt'));
    for (const args of [
      ['scan', '.'],
      online('annotate', '.'),
      online('fetch', 'ok.safetensors', '5'),
      ['hash', 'pipe.safetensors', 'zero.safetensors'],
      ['export', '.', 'out.json'],
      ['import', '.', 'prompt.txt'],
      ['set-hash', 'ok.safetensors', '90bffafd10'],
      ['unlink', 'ok.safetensors'],
      ['prompts', 'refilter', '.', '--write'],
      ['prompts', 'refilter', 'prompt.txt', 'zero.txt', '--filters', '.'],
      ['prompts', 'collect', '.'],
    ]) {
      const { timedOut } = await startCli(library.folder, args, {}, 30_000);
      assert.equal(timedOut, false, args.join(' '));
    }
  });

  it('keeps what was annotated', async () => {
    const lora = await library.published('lora', { headerHash: true });
    await endless('endless.pt');
    const child = start(online('annotate', '.', '--json', '--no-previews'));
    await until(async () => (await library.sidecar(lora).catch(() => undefined)) !== undefined);
    child.kill('SIGINT');
    const { exitCode, stdout, stderr } = await child;
    assert.equal(exitCode, 130);
    assert.match(stderr, /run it again to go on/);
    const rows = JSON.parse(stdout) as { path: string; state: string }[];
    assert.deepEqual(
      rows.map(({ path, state }) => [path, state]),
      [
        ['endless.pt', 'unhashed'],
        ['lora.safetensors', 'identified'],
      ],
    );
  });

  it('prints what was extracted', async () => {
    for (const name of ['a', 'b']) {
      const bytes = makeCheckpoint(name);
      library.publish(bytes);
      await library.write(`${name}.safetensors`, bytes);
    }
    library.civitai.fail('byHash', { kind: 'change', change: (body) => body }, 1);
    library.civitai.fail('byHash', { kind: 'silent' });
    const child = start(online('extract', '.', '--json'), { DIFFUSION_WORKBENCH_DEBUG: '1' });
    let told = '';
    child.stderr.on('data', (chunk) => (told += String(chunk)));
    await until(() => told.includes('Metadata extracted for') && library.requests('by-hash').length === 2);
    child.kill('SIGINT');
    const { exitCode, stdout } = await child;
    assert.equal(exitCode, 130);
    assert.equal((JSON.parse(stdout) as unknown[]).length, 1);
  });

  it('gives a document when there is nothing to give', async () => {
    await library.write('lora.safetensors', makeLora({ name: 'lora' }));
    library.civitai.fail('model', { kind: 'silent' });
    const child = start(online('fetch', 'lora.safetensors', '5', '--json'));
    await until(() => library.requests('/models/5').length === 1);
    child.kill('SIGINT');
    const { exitCode, stdout } = await child;
    assert.equal(exitCode, 130);
    assert.match((JSON.parse(stdout) as { error: string }).error, /^Cancelled/);
  });

  it('does not mind a reader that has seen enough', async () => {
    // More than a pipe holds.
    for (let index = 0; index < 1500; index++) await library.write(`models/${index}.pt`, `model ${index}`);
    const child = start(['scan', join(library.folder, 'models'), '--json']);
    child.stdout.destroy();
    const { exitCode, stderr } = await child;
    assert.equal(stderr, '');
    assert.equal(exitCode, 0);
  });
});

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(20);
}
