import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { makeLora } from '../../fixtures/makeModels';
import { TestLibrary } from '../support/testLibrary';
import { runCli } from './runCli';

const LINE =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - diffusion-workbench - (DEBUG|INFO|WARNING|ERROR) - (.+)$/;

describe('the log of the command line', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make({ tokens: { 'good-token': 'ada' } })));
  afterEach(async () => library.remove());

  const cli = (...args: string[]) =>
    runCli(library.folder, [...args, '--base-url', library.civitai.baseUrl], { CIVITAI_TOKEN: 'good-token' });
  /** The lines of the file, without their times. */
  const lines = (file: string): string[] =>
    readFileSync(join(library.folder, file), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => {
        const found = LINE.exec(line);
        assert.ok(found, line);
        return `${found[1]} ${found[2]}`;
      });
  const has = (all: readonly string[], pattern: RegExp): void =>
    assert.ok(
      all.some((line) => pattern.test(line)),
      `${pattern}\n${all.join('\n')}`,
    );

  it('is appended to a file: what is asked, found and missed, with times, and shown nowhere else', async () => {
    await library.published('known', { modelId: 1, versionId: 10 });
    await library.write('unknown.safetensors', makeLora({ name: 'unknown', hash: false }));
    writeFileSync(
      join(library.folder, 'all.log'),
      '2026-01-01 00:00:00,000 - diffusion-workbench - INFO - before\n',
    );
    const { stderr } = await cli('annotate', '.', '--no-previews', '--log', 'all.log');
    const logged = lines('all.log');
    assert.equal(logged[0], 'INFO before');
    has(logged, /^INFO Annotating 2 models$/);
    has(
      logged,
      /^INFO Asked Civitai about 2 hashes in \d+\.\d s: 1 found, 1 not found, 0 without an answer$/,
    );
    has(logged, /^INFO unknown\.safetensors: not on Civitai$/);
    has(logged, /^INFO Annotating took \d+\.\d s and \d+ requests$/);
    assert.ok(!logged.some((line) => line.startsWith('DEBUG')), logged.join('\n'));
    assert.ok(!stderr.includes('Annotating took'), stderr);
  });

  it('has with --verbose each file, question and time, on standard error as well, and no token', async () => {
    await library.published('known', { modelId: 1, versionId: 10 });
    const { stderr, stdout } = await cli('annotate', '.', '--json', '--log', 'all.log', '--verbose');
    const logged = lines('all.log');
    has(logged, /^DEBUG known\.safetensors: SHA-256 [0-9a-f]{64} of \d+ KB in \d+\.\d s$/);
    has(logged, /^DEBUG model-versions\/by-hash\/ids \(1 hashes\): 200 after \d+ ms$/);
    has(logged, /^DEBUG known\.safetensors: identified as 1 @ 10 by sha256$/);
    has(stderr.split('\n'), /^known\.safetensors: identified as 1 @ 10 by sha256$/);
    assert.ok(JSON.parse(stdout));
    await cli('annotate', '.', '--log', 'again.log', '--verbose');
    has(lines('again.log'), /^DEBUG known\.safetensors: skipped, all is known$/);
    for (const file of ['all.log', 'again.log'])
      assert.ok(!readFileSync(join(library.folder, file), 'utf8').includes('good-token'), file);
  });

  it('keeps the seed’s lines of an extraction, and every warning and problem each time', async () => {
    await library.published('known', { modelId: 1, versionId: 10 });
    const { exitCode } = await cli('extract', 'known.safetensors', 'gone.safetensors', '--log', 'all.log');
    assert.equal(exitCode, 1);
    const logged = lines('all.log');
    for (const line of [
      'INFO Found 1 model files',
      'INFO Extracted 1 download URLs',
      'INFO Metadata extracted for: known.safetensors',
      'INFO Successfully extracted metadata for 1 files',
    ])
      assert.ok(logged.includes(line), `${line}\n${logged.join('\n')}`);
    has(logged, /^ERROR There is no gone\.safetensors\./);
  });

  it('says in one line what a fetch did, and shows it', async () => {
    await library.write('mine.safetensors', makeLora({ name: 'mine', hash: false }));
    library.civitai.addVersion({ modelId: 3, versionId: 30 });
    const reference = 'https://civitai.com/models/3?modelVersionId=30';
    const { stderr } = await cli('fetch', 'mine.safetensors', reference, '--force', '--log', 'all.log');
    assert.match(stderr, /^mine\.safetensors: file hashed, metadata saved, preview saved$/m);
    has(
      lines('all.log'),
      /^INFO Fetch: mine\.safetensors: saved as 3 @ 30 by user, preview saved, in \d+\.\d s$/,
    );
  });

  it('ends with 1 before anything is done where the file cannot be opened', async () => {
    await library.published('known');
    const { exitCode, stderr } = await cli('annotate', '.', '--log', '.');
    assert.equal(exitCode, 1);
    assert.match(stderr, /^error: /);
    assert.ok(!existsSync(join(library.folder, 'known.safetensors.metadata.json')));
    assert.deepEqual(library.requests(), []);
  });
});
