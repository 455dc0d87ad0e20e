import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Sidecar } from '../../../src/core/models/sidecar/fields';
import { updateSidecar } from '../../../src/core/models/sidecar/store';
import { cutShort, HTML_PAGE, makeCheckpoint, makeLora, sha256 } from '../../fixtures/makeModels';
import { TestLibrary } from '../support/testLibrary';
import { runCli } from './runCli';

interface Row {
  path: string;
  size: number;
  state: string;
  civitai_model_id?: number;
  civitai_version_id?: number;
  identified_by?: string;
  error?: string;
}

describe('command line', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make({ tokens: { 'good-token': 'ada' } })));
  afterEach(async () => library.remove());

  const cli = (args: readonly string[], env: Record<string, string> = {}) =>
    runCli(library.folder, args, env);
  const annotate = (...args: string[]) => cli(['annotate', '--base-url', library.civitai.baseUrl, ...args]);
  const sidecar = async (name: string) =>
    JSON.parse(await readFile(join(library.folder, `${name}.metadata.json`), 'utf8')) as Sidecar;

  it('scans a folder without a request: one array with paths relative to it', async () => {
    await library.write('models/a/lora.safetensors', makeLora({ name: 'lora' }));
    await library.write('models/page.ckpt', HTML_PAGE);
    const { exitCode, stdout, stderr } = await cli(['scan', 'models', '--json']);
    const rows = JSON.parse(stdout) as Row[];
    assert.deepEqual(
      rows.map(({ path, state }) => [path, state]),
      [
        ['page.ckpt', 'refused'],
        ['a/lora.safetensors', 'unhashed'],
      ],
    );
    assert.match(rows[0]?.error ?? '', /web page/);
    assert.equal(stderr, '');
    assert.equal(exitCode, 0);
    assert.deepEqual(library.requests(), []);
  });

  it('says why a file of another tool was not taken, and ends well', async () => {
    await library.write('models/lora.safetensors', makeLora({ name: 'lora' }));
    await library.write('models/lora.json', '{"notes": ');
    const json = await cli(['scan', 'models', '--json']);
    const notice = 'lora.json was left alone: it is no valid JSON (line 1, column 11).';
    assert.deepEqual((JSON.parse(json.stdout) as { notices: unknown }[])[0]?.notices, [notice]);
    const { stdout, exitCode } = await annotate('models');
    assert.ok(stdout.includes(`\n    ${notice}`), stdout);
    assert.equal(exitCode, 0);
  });

  it('annotates, prints one document, and shows no progress in a pipe', async () => {
    const known = makeLora({ name: 'known', hash: false });
    library.publish(known, { modelId: 3, versionId: 4 });
    await library.write('models/known.safetensors', known);
    await library.write('models/unknown.safetensors', makeLora({ name: 'unknown', hash: false }));
    const { exitCode, stdout, stderr } = await annotate('models', '--json');
    assert.deepEqual(JSON.parse(stdout), [
      {
        path: 'known.safetensors',
        size: known.length,
        state: 'identified',
        civitai_model_id: 3,
        civitai_version_id: 4,
        identified_by: 'sha256',
      },
      { path: 'unknown.safetensors', size: (JSON.parse(stdout) as Row[])[1]?.size, state: 'not_found' },
    ]);
    assert.equal(stderr, '');
    assert.equal(exitCode, 0);
    assert.equal((await sidecar('models/known.safetensors')).civitai_version_id, 4);
  });

  it('ends with 1 when a file was refused, and names it', async () => {
    await library.write('cut.safetensors', cutShort(makeCheckpoint('cut')));
    const { exitCode, stdout } = await annotate('cut.safetensors');
    assert.equal(exitCode, 1);
    assert.match(stdout, /cut\.safetensors.*not a whole model file/);
  });

  it('says in one line that Civitai cannot be reached, and leaves everything as it was', async () => {
    for (const name of ['one', 'two']) await library.published(name, { headerHash: true });
    await library.civitai.close();
    const { exitCode, stdout, stderr } = await annotate('.', '--json');
    assert.equal(exitCode, 1);
    assert.match(stderr, /^error: [\d.:]+ cannot be reached\. [^\n]+$/);
    const rows = JSON.parse(stdout) as Row[];
    assert.deepEqual(
      rows.map(({ path, state, error }) => [path, state, error]),
      [
        ['one.safetensors', 'unhashed', undefined],
        ['two.safetensors', 'unhashed', undefined],
      ],
    );
  });

  it('asks about the hash in a header where the file takes long to hash, and confirms with --verify', async () => {
    await hugeLora(library, 'huge.safetensors');
    const by = async (...args: string[]) =>
      (JSON.parse((await annotate('--json', ...args)).stdout) as Row[])[0]?.identified_by;
    assert.equal(await by('huge.safetensors', '--dry-run'), 'header');
    assert.ok(!existsSync(join(library.folder, 'huge.safetensors.metadata.json')), 'a dry run wrote');
    assert.equal(await by('huge.safetensors'), 'header');
    const { path } = await library.published('small', { headerHash: true, modelId: 3, versionId: 4 });
    const linked = { civitai_model_id: 3, civitai_version_id: 4, identified_by: 'header' } as const;
    await updateSidecar(path, () => linked);
    assert.equal(await by('small.safetensors'), 'header');
    assert.equal(await by('small.safetensors', '--verify'), 'sha256');
    assert.equal((await sidecar('small.safetensors')).identified_by, 'sha256');
  });

  it('hashes a small file at once, though its header names a hash', async () => {
    await library.published('lora', { headerHash: true });
    const { stdout } = await annotate('lora.safetensors', '--json');
    assert.equal((JSON.parse(stdout) as Row[])[0]?.identified_by, 'sha256');
    assert.deepEqual(library.requests('GET /api/v1/model-versions/by-hash/'), []);
  });

  it('hashes: every kind a key, null where one does not apply', async () => {
    await library.write('hello.bin', 'hello world');
    const { stdout, exitCode } = await cli(['hash', 'hello.bin', '--kind', 'all', '--json']);
    assert.equal(exitCode, 0);
    assert.deepEqual(JSON.parse(stdout), [
      {
        path: 'hello.bin',
        size: 11,
        sha256: sha256(Buffer.from('hello world')),
        autov1: null,
        autov2: 'B94D27B993',
        // The first 8 bytes are no length of a header, so everything after them counts.
        autov3: sha256(Buffer.from('rld')).slice(0, 12),
        crc32: '85114A0D',
        blake3: 'd74981efa70a0c880b8d8c1985d075dbcbf679b99a5f9914e5aaf96b831a9e24',
      },
    ]);
  });

  it('extracts what Civitai says, download addresses and mirrors included (S1-50, S1-51)', async () => {
    const bytes = makeCheckpoint('test');
    library.publish(bytes, {
      versionId: 12345,
      modelId: 67890,
      versionName: 'Test Model',
      mirrors: [
        { url: 'https://mirror.example/a' },
        { url: 'https://gone.example/a', deletedAt: '2024-01-01' },
      ],
    });
    await library.write('test.safetensors', bytes);
    await copyFile(join(library.folder, 'test.safetensors'), join(library.folder, 'any name.ckpt'));
    const extract = async (name: string) =>
      JSON.parse(
        (await cli(['extract', name, '--json', '--base-url', library.civitai.baseUrl])).stdout,
      ) as Record<string, unknown>[];
    const [first] = await extract('test.safetensors');
    assert.equal(first?.name, 'Test Model');
    assert.equal(first.version_id, 12345);
    assert.equal(first.model_id, 67890);
    assert.equal(first.model_hash, sha256(bytes));
    assert.equal((first.download_urls as string[]).length, 2);
    assert.equal((first.download_urls as string[])[1], 'https://mirror.example/a');
    const [renamed] = await extract('any name.ckpt');
    assert.deepEqual({ ...renamed, file_path: '' }, { ...first, file_path: '' });
  });

  it('names what it extracted by the paths of the call, each file by one of its own', async () => {
    const { baseUrl } = library.civitai;
    for (const folder of ['one', 'two/deep']) {
      const bytes = makeCheckpoint(folder);
      library.publish(bytes, { versionName: folder });
      await library.write(`${folder}/same.safetensors`, bytes);
    }
    const extract = async (...paths: string[]) => {
      const { stdout } = await cli(['extract', ...paths, '--json', '--base-url', baseUrl]);
      return (JSON.parse(stdout) as { file_path: string; name: string }[]).map((row) => [
        row.file_path,
        row.name,
      ]);
    };
    const one = join('one', 'same.safetensors');
    const deep = join('deep', 'same.safetensors');
    assert.deepEqual(await extract('one', 'two', './one'), [
      [one, 'one'],
      [join('two', deep), 'two/deep'],
    ]);
    assert.deepEqual(await extract('./one/same.safetensors'), [['./one/same.safetensors', 'one']]);
    const two = join(library.folder, 'two');
    assert.deepEqual(await extract(two), [[join(two, deep), 'two/deep']]);
    const { stdout } = await cli(['extract', 'one', '--base-url', baseUrl]);
    assert.match(stdout, /^Model: one\nDownload URLs: http\S+\n---$/);
  });

  it('links a file, sets its hash, and lists the versions where one has to be named', async () => {
    const bytes = makeLora({ name: 'lora', hash: false });
    await library.write('lora.safetensors', bytes);
    library.civitai.addVersion({ modelId: 5, versionId: 50, versionName: 'one' });
    library.civitai.addVersion({ modelId: 5, versionId: 51, versionName: 'two' });
    const fetch = (reference: string) =>
      cli(['fetch', 'lora.safetensors', reference, '--base-url', library.civitai.baseUrl]);
    const several = await fetch('5');
    assert.equal(several.exitCode, 1);
    assert.match(several.stderr, /50 .*one[\s\S]*51 .*two[\s\S]*modelVersionId=/);
    assert.equal((await fetch('https://civitai.com/models/5/a-name?modelVersionId=51')).exitCode, 0);
    assert.equal((await sidecar('lora.safetensors')).civitai_version_name, 'two');
    assert.equal((await cli(['set-hash', 'lora.safetensors', 'AUTOV2: 90bffafd10'])).exitCode, 0);
    assert.equal((await sidecar('lora.safetensors')).hash, 'AUTOV2: 90BFFAFD10');
  });

  it('tells the versions to choose from in its document, too, and takes the one that has the file', async () => {
    const bytes = makeLora({ name: 'lora', hash: false });
    await library.write('lora.safetensors', bytes);
    library.civitai.addVersion({ modelId: 5, versionId: 50, versionName: 'one' });
    library.civitai.addVersion({ modelId: 5, versionId: 51, versionName: 'two' });
    const fetch = async () => {
      const args = ['fetch', 'lora.safetensors', '5', '--json', '--base-url', library.civitai.baseUrl];
      const { exitCode, stdout } = await cli(args);
      return { exitCode, document: JSON.parse(stdout) as Record<string, unknown> };
    };
    const several = await fetch();
    assert.equal(several.exitCode, 1);
    assert.match(String(several.document.error), /modelVersionId=/);
    assert.deepEqual(
      (several.document.candidates as Row[]).map(({ civitai_version_id }) => civitai_version_id).sort(),
      [50, 51],
    );
    library.publish(bytes, { modelId: 5, versionId: 52 });
    const one = await fetch();
    assert.equal(one.exitCode, 0);
    assert.equal(one.document.civitai_version_id, 52);
  });

  it('exports a library and imports it into another folder, dry first', async () => {
    const file = await library.published('a/lora', { modelName: 'Lora' });
    await annotate('a');
    await mkdir(join(library.folder, 'b'));
    await copyFile(file.path, join(library.folder, 'b/lora.safetensors'));
    assert.equal((await cli(['export', 'a', 'all.json'])).exitCode, 0);
    const exported = await readFile(join(library.folder, 'all.json'), 'utf8');
    assert.ok(!exported.includes(library.folder), 'an absolute path in the export');
    assert.equal((await cli(['import', 'b', 'all.json', '--dry-run'])).exitCode, 0);
    assert.ok(!existsSync(join(library.folder, 'b/lora.safetensors.metadata.json')), 'a dry run wrote');
    assert.equal((await cli(['import', 'b', 'all.json'])).exitCode, 0);
    assert.equal((await sidecar('b/lora.safetensors')).civitai_name, 'Lora');
  });

  it('says that a token is invalid, goes on without, and never prints it', async () => {
    await library.published('lora');
    const args = ['annotate', 'lora.safetensors', '--base-url', library.civitai.baseUrl];
    const bad = await cli(args, { CIVITAI_TOKEN: 'bad-token' });
    assert.equal(bad.exitCode, 0);
    assert.match(bad.stderr, /without a token/);
    assert.equal(library.requests('/me').length, 1);
    assert.ok(!`${bad.stdout}${bad.stderr}`.includes('bad-token'));
    const good = await cli([...args, '--verify'], { CIVITAI_TOKEN: '', CIVITAI_API_KEY: 'good-token' });
    assert.ok(!good.stderr.includes('token'), good.stderr);
    assert.equal(good.exitCode, 0);
    const authorized = library.civitai.requests.filter(
      ({ headers }) => headers.authorization === 'Bearer good-token',
    );
    assert.ok(authorized.length > 0);
  });

  it('goes on without a word about the token when Civitai cannot say whether it is valid', async () => {
    await library.write('lora.safetensors', makeLora({ name: 'lora' }));
    const args = ['extract', 'lora.safetensors', '--base-url', 'http://127.0.0.1:9/api/v1'];
    const { exitCode, stderr } = await cli(args, { CIVITAI_TOKEN: 'a-token' });
    assert.equal(exitCode, 1);
    assert.ok(!stderr.includes('token'), stderr);
    assert.match(stderr, /cannot be reached/);
  });

  it('leaves a broken sidecar alone and says where it is broken', async () => {
    await library.published('lora');
    await writeFile(join(library.folder, 'lora.safetensors.metadata.json'), '{\n  "notes": \n}');
    const { exitCode, stdout } = await annotate('lora.safetensors');
    assert.equal(exitCode, 1);
    assert.match(stdout, /line 3/);
  });
});

/** A LoRA that would be hashed for minutes on any machine, and whose header names its hash. */
async function hugeLora(library: TestLibrary, name: string): Promise<void> {
  const tensorBytes = 2 ** 38;
  const autov3 = 'c0ffee'.repeat(2);
  const header = Buffer.from(
    JSON.stringify({
      __metadata__: { ss_network_module: 'networks.lora', sshs_model_hash: autov3.padEnd(64, '1') },
      weight: { dtype: 'U8', shape: [tensorBytes], data_offsets: [0, tensorBytes] },
    }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const { path } = await library.write(name, Buffer.concat([length, header]));
  const size = length.length + header.length + tensorBytes;
  await truncate(path, size);
  library.civitai.addVersion({ sha256: 'ab'.repeat(32), autov3, sizeKB: size / 1024 });
}
