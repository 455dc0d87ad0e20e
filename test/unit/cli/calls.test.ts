import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { safetensorsBytes } from '../core/models/safetensorsFile';
import { HOLDING_FOLDER } from '../../../src/core/files/folderNames';
import { HASH_KINDS } from '../../../src/core/models/hashing/kinds';
import { HTML_PAGE, makeLora, sha256 } from '../../fixtures/makeModels';
import { TestLibrary } from '../support/testLibrary';
import { runCli, runCliProcess } from './runCli';

describe('calls of the command line', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  const cli = (...args: string[]) => runCli(library.folder, args);
  const rows = (stdout: string) => JSON.parse(stdout) as Record<string, unknown>[];
  const paths = (stdout: string) => rows(stdout).map(({ path }) => path);

  it('ends with 2 on a wrong call, prints nothing on standard output and touches nothing', async () => {
    await library.write('a.safetensors', makeLora({ name: 'a' }));
    for (const args of [
      [],
      ['unknown'],
      ['scan'],
      ['scan', '.', 'one too many'],
      ['scan', '.', '--nonsense'],
      ['hash', 'a.safetensors', '--kind', 'md5'],
      ['hash', 'a.safetensors', '--kind'],
      ['annotate', 'a.safetensors', '--base-url', 'file:///etc'],
      ['fetch', 'a.safetensors', 'nonsense'],
      ['set-hash', 'a.safetensors', 'nonsense'],
      ['set-hash', 'a.safetensors', '90bffafd10', '--type', 'SHA256'],
      ['set-hash', 'a.safetensors', '90bffafd10', '--type', 'md5'],
      ['import', '.'],
    ]) {
      const { exitCode, stdout, stderr } = await cli(...args);
      assert.equal(exitCode, 2, args.join(' '));
      assert.equal(stdout, '');
      assert.notEqual(stderr, '');
    }
    assert.ok(!existsSync(join(library.folder, 'a.safetensors.metadata.json')));
  });

  it('ends with 0 after its help and its version', async () => {
    for (const args of [['--help'], ['help', 'scan'], ['annotate', '--help']]) {
      const { exitCode, stdout, stderr } = await cli(...args);
      assert.deepEqual([exitCode, stderr], [0, ''], args.join(' '));
      assert.match(stdout, /^Usage: diffusion-workbench/);
    }
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    assert.deepEqual(await cli('--version'), { exitCode: 0, stdout: version, stderr: '' });
  });

  // Other systems have no such names.
  if (process.platform === 'linux') {
    it('says of a name that is not UTF-8 what to do, and does the rest', async () => {
      await library.write('models/a.safetensors', makeLora({ name: 'a' }));
      const models = Buffer.from(join(library.folder, 'models/'));
      const latin1 = Buffer.from('café.safetensors', 'latin1');
      await writeFile(Buffer.concat([models, latin1]), makeLora({ name: 'b' }));
      const { exitCode, stdout, stderr } = await cli('scan', 'models');
      assert.match(stdout, /a\.safetensors/);
      assert.match(stderr, /its name is not UTF-8\. Rename it/);
      assert.equal(exitCode, 1);
    });
  }

  it('is the same as a process of its own', async () => {
    await library.write('a.safetensors', makeLora({ name: 'a' }));
    for (const [exitCode, ...args] of [
      [0, '--version'],
      [0, 'scan', '.'],
      [1, 'hash', 'a.safetensors', 'gone.safetensors'],
      [2, 'scan', '--nonsense'],
    ] as const) {
      const own = await runCliProcess(library.folder, args);
      assert.deepEqual(own, await cli(...args), args.join(' '));
      assert.equal(own.exitCode, exitCode, args.join(' '));
    }
  });

  it('takes --json before the command and behind it', async () => {
    await library.write('models/a.safetensors', makeLora({ name: 'a' }));
    const { stdout } = await cli('scan', 'models', '--json');
    assert.deepEqual(paths(stdout), ['a.safetensors']);
    assert.equal((await cli('--json', 'scan', 'models')).stdout, stdout);
    assert.equal((await cli('scan', '--json', 'models')).stdout, stdout);
  });

  it('lists, undoes and forgets changes of models', async () => {
    await library.write('a.safetensors', makeLora({ name: 'a' }));
    const sidecar = join(library.folder, 'a.safetensors.metadata.json');
    for (const hash of ['90bffafd10', '0123456789']) await cli('set-hash', 'a.safetensors', hash);
    const listed = JSON.parse((await cli('undo', '--list', '--json')).stdout) as Record<string, unknown>[];
    assert.deepEqual(
      listed.map(({ run, command, subject, files }) => [run, command, subject, files]),
      [
        [2, 'hash', 'a.safetensors', 1],
        [1, 'hash', 'a.safetensors', 1],
      ],
    );
    const dry = await cli('undo');
    assert.equal(dry.stdout, 'a.safetensors.metadata.json');
    assert.match(dry.stderr, /Nothing was written/);
    await cli('undo', '--write');
    assert.match(await readFile(sidecar, 'utf8'), /90bffafd10/);
    assert.equal((await cli('undo', '--run', '1', '--forget')).exitCode, 0);
    const nothing = await cli('undo', '--write');
    assert.deepEqual([nothing.exitCode, existsSync(sidecar)], [1, true]);
  });

  it('brings deleted files back, and lets those go that were deleted long ago before it lists', async () => {
    // By a clock that is months behind.
    const { changes } = library.open();
    const { path } = await library.write('a.png', 'picture');
    await changes.recorder('trash', 'a.png').hold(path);
    assert.equal((await cli('undo', '--write')).exitCode, 0);
    assert.ok(existsSync(path));
    await changes.recorder('trash', 'a.png').hold(path);
    const { stdout, stderr } = await cli('undo', '--list');
    assert.equal(stdout, '');
    assert.match(stderr, /^Files that were deleted in .*, and could be brought back, are gone for good\.$/m);
    assert.deepEqual([existsSync(path), existsSync(join(library.folder, HOLDING_FOLDER))], [false, false]);
  });

  it('says of a model what it is, and who tells it', async () => {
    const ss_base_model_version = 'flux1';
    const header = { __metadata__: { ss_base_model_version, ss_network_module: 'networks.lora_flux' } };
    await library.write('models/header.safetensors', safetensorsBytes(header));
    await library.write('models/sidecar.safetensors', safetensorsBytes(header));
    await library.write('models/sidecar.safetensors.metadata.json', '{"base_model": "Chroma"}');
    await library.write('models/silent.safetensors', safetensorsBytes({}));
    const rows = JSON.parse((await cli('scan', 'models', '--json')).stdout) as Record<string, unknown>[];
    assert.deepEqual(
      rows.map(({ base_model, type, told_by }) => [base_model, type, told_by]),
      [
        ['Flux.1 D', 'LORA', 'trainer'],
        ['Chroma', 'LORA', 'sidecar'],
        [undefined, undefined, undefined],
      ],
    );
  });

  it('names a path that is not there as it was given, does the rest, and ends with 1', async () => {
    const bytes = makeLora({ name: 'a' });
    await library.write('models/a.safetensors', bytes);
    for (const command of ['scan', 'hash', 'annotate', 'extract', 'export', 'import', 'fetch', 'set-hash']) {
      const more = { export: ['all.json'], import: ['all.json'], fetch: ['5'], 'set-hash': ['90bffafd10'] };
      const args = (more as Record<string, string[]>)[command] ?? [];
      const { exitCode, stdout, stderr } = await cli(command, './no/where.pt', ...args, '--json');
      assert.equal(exitCode, 1, command);
      assert.match(stderr, /\.\/no\/where\.pt.*Check the path/, command);
      assert.ok(JSON.parse(stdout), command);
    }
    assert.ok(!existsSync(join(library.folder, 'all.json')), 'an export of nothing');

    const hashed = await cli('hash', 'no/where.pt', 'models/a.safetensors', '--json');
    assert.equal(hashed.exitCode, 1);
    assert.deepEqual(rows(hashed.stdout), [
      { path: 'models/a.safetensors', size: bytes.length, sha256: sha256(bytes) },
    ]);
    const annotated = await cli(
      'annotate',
      'no/where',
      'models',
      '--json',
      '--base-url',
      library.civitai.baseUrl,
    );
    assert.equal(annotated.exitCode, 1);
    assert.deepEqual(
      rows(annotated.stdout).map(({ path, state }) => [path, state]),
      [['a.safetensors', 'not_found']],
    );
  });

  it('works on a library in which a link leads nowhere, and says which', async () => {
    await library.write('models/a.safetensors', makeLora({ name: 'a' }));
    await library.write('models/sub/b.safetensors', makeLora({ name: 'b' }));
    await symlink('gone.safetensors', join(library.folder, 'models/sub/link.safetensors'));
    for (const args of [['scan'], ['annotate', '--dry-run', '--base-url', library.civitai.baseUrl]]) {
      const { exitCode, stdout, stderr } = await cli(...args, 'models', '--json');
      assert.deepEqual(paths(stdout), ['a.safetensors', 'sub/b.safetensors']);
      assert.match(stderr, /In sub: link\.safetensors/);
      assert.equal(exitCode, 1);
    }
  });

  it('gives a file its bare name, whatever the folder that it is called from', async () => {
    await library.write('models/deep/a.safetensors', makeLora({ name: 'a' }));
    const { stdout } = await runCli(join(library.folder, 'models'), ['scan', 'deep/a.safetensors', '--json']);
    assert.deepEqual(paths(stdout), ['a.safetensors']);
  });

  it('gives a model once, by the name of the first argument that leads to it', async () => {
    await library.write('models/sub/a.safetensors', makeLora({ name: 'a' }));
    const url = library.civitai.baseUrl;
    const args = ['models', 'models/sub/a.safetensors', '--dry-run', '--json', '--base-url', url];
    assert.deepEqual(paths((await cli('annotate', ...args)).stdout), ['sub/a.safetensors']);
  });

  it('refuses what is no model file, and writes no sidecar beside it', async () => {
    await library.write('notes.txt', 'text');
    for (const args of [
      ['set-hash', 'notes.txt', '90bffafd10'],
      ['fetch', 'notes.txt', '5'],
      ['annotate', 'notes.txt'],
      ['set-hash', '.', '90bffafd10'],
    ]) {
      const { exitCode, stderr } = await cli(...args);
      assert.equal(exitCode, 1, args.join(' '));
      assert.match(stderr, /is not a model file|is a folder/);
    }
    assert.ok(!existsSync(join(library.folder, 'notes.txt.metadata.json')));
    assert.ok(!existsSync(`${library.folder}.metadata.json`));
  });

  it('hashes by several --kind, by commas and by all; each file keeps its place', async () => {
    await library.write('b.txt', 'hello world');
    await library.write('a.txt', 'hello');
    const keys = async (...kinds: string[]) => {
      const [first, second] = rows((await cli('hash', 'b.txt', 'a.txt', ...kinds, '--json')).stdout);
      assert.equal(first?.path, 'b.txt');
      assert.equal(second?.path, 'a.txt');
      return Object.keys(first).slice(2);
    };
    assert.deepEqual(await keys(), ['sha256']);
    assert.deepEqual(
      new Set(await keys('--kind', 'crc32', '--kind', 'sha256')),
      new Set(['sha256', 'crc32']),
    );
    assert.deepEqual(new Set(await keys('--kind', 'crc32,BLAKE3')), new Set(['crc32', 'blake3']));
    assert.deepEqual(new Set(await keys('--kind', 'all')), new Set(HASH_KINDS));
    const { stdout } = await cli('hash', 'b.txt', '--kind', 'autov2,crc32');
    assert.deepEqual(stdout.split('\n'), ['B94D27B993  autov2  b.txt', '85114A0D  crc32  b.txt']);
  });

  it('hashes many files at a time without a word, and remembers what it found', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `${index}.txt`);
    for (const name of names) await library.write(name, name);
    const { exitCode, stdout, stderr } = await cli('hash', ...names, '--json');
    assert.equal(exitCode, 0);
    assert.equal(stderr, '');
    assert.deepEqual(paths(stdout), names);
    const remembered = await readFile(join(library.folder, '.cache/files.ndjson'), 'utf8');
    for (const name of names) assert.ok(remembered.includes(sha256(Buffer.from(name))), name);
  });

  it('ends with 0 when a scan finds a file that annotate would refuse', async () => {
    await library.write('page.safetensors', HTML_PAGE);
    assert.equal((await cli('scan', '.')).exitCode, 0);
    assert.equal((await cli('annotate', '.', '--base-url', library.civitai.baseUrl)).exitCode, 1);
  });
});
