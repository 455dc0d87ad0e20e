import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sidecar } from '../../../src/core/models/sidecar/fields';
import { faults } from '../../civitai/faults';
import { LoopbackCivitai } from '../../civitai/server';
import { makeLora, sha256 } from '../../fixtures/makeModels';
import { tempFolder } from '../support/tempFolder';
import { runCli } from './runCli';

interface Row {
  path?: string;
  state?: string;
  verified?: boolean;
  error?: string;
}

describe('command line: download', () => {
  const folder = tempFolder();
  const LORA = makeLora({ name: 'neon' });
  let civitai: LoopbackCivitai;
  let storage: LoopbackCivitai;
  beforeEach(async () => {
    storage = await LoopbackCivitai.start();
    civitai = await LoopbackCivitai.start({ tokens: { secret: 'ada' }, store: storage.store, storage: storage.origin }); // prettier-ignore
    civitai.addVersion({ modelId: 7, versionId: 70, modelName: 'Neon City', trainedWords: ['neon'], bytes: LORA, fileName: 'neon.safetensors', metadata: { format: 'SafeTensor', fp: 'fp16', size: 'pruned' }, extraFiles: [{ id: 9, name: 'full.safetensors', bytes: makeLora({ name: 'full', dim: 8 }), metadata: { format: 'SafeTensor', fp: 'fp32', size: 'full' } }, { id: 10, name: 'workflow.zip', type: 'Archive', bytes: Buffer.from('PK') }] }); // prettier-ignore
  });
  afterEach(() => Promise.all([civitai.close(), storage.close()]));

  async function download(args: readonly string[], env: Record<string, string> = {}) {
    const run = await runCli(folder.path, ['--json', 'download', ...args, '--out', 'loras', '--base-url', civitai.baseUrl], env); // prettier-ignore
    return { ...run, rows: JSON.parse(run.stdout) as Row[] };
  }
  const at = (...names: string[]) => join(folder.path, 'loras', ...names);
  const files = () => storage.requests.filter(({ path }) => path.startsWith('/store/')).length;

  it('brings a verified file with its sidecar and preview, known without reading it again', async () => {
    const { exitCode, rows, stderr } = await download(['https://civitai.com/models/7?modelVersionId=70']);
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(rows.map(({ state, verified, path }) => [state, verified, path]), [['downloaded', true, at('neon.safetensors')]]); // prettier-ignore
    assert.deepEqual(readFileSync(at('neon.safetensors')), LORA);
    const sidecar = JSON.parse(readFileSync(at('neon.safetensors.metadata.json'), 'utf8')) as Sidecar;
    assert.equal(sidecar.civitai_version_id, 70);
    assert.equal(sidecar.hash_sha256, sha256(LORA));
    assert.ok(existsSync(at('.previews')));
    assert.deepEqual(readdirSync(at()).filter((name) => name.includes('.part')), []); // prettier-ignore
    const scan = await runCli(folder.path, ['scan', 'loras', '--json']);
    assert.match(scan.stdout, /"identified_by"/);
  });

  it('leaves a file that is there, and writes over no other one', async () => {
    await download(['70']);
    const again = await download(['70']);
    assert.deepEqual([again.rows[0]?.state, files()], ['present', 1]);
    writeFileSync(at('neon.safetensors'), makeLora({ name: 'mine', dim: 16 }));
    const beside = await download(['70']);
    assert.equal(beside.rows[0]?.path, at('neon_70.safetensors'));
    assert.notDeepEqual(readFileSync(at('neon.safetensors')), LORA);
  });

  it('takes the file that is wanted of several', async () => {
    assert.equal((await download(['70', '--fp', 'FP32'])).rows[0]?.path, at('full.safetensors'));
    assert.equal((await download(['70', '--file', '9'])).rows[0]?.state, 'present');
    const none = await download(['70', '--format', 'GGUF']);
    assert.match(none.rows[0]?.error ?? '', /9: full\.safetensors, SafeTensor, fp32, full/);
    assert.match((await download(['70', '--file', '10'])).rows[0]?.error ?? '', /no model file/);
  });

  it('goes on with what was cut off, and with the others after one that fails', async () => {
    civitai.addVersion({ versionId: 71, bytes: Buffer.concat([makeLora({ name: 'big' }), Buffer.alloc(3 * 2 ** 20)]), fileName: 'big.safetensors' }); // prettier-ignore
    storage.fail('store', faults.cut(), 1);
    const { exitCode, rows } = await download(['999', '71', '70']);
    assert.equal(exitCode, 1);
    assert.deepEqual(rows.map(({ state }) => state), [undefined, 'downloaded', 'downloaded']); // prettier-ignore
    assert.match(rows[0]?.error ?? '', /no version 999/);
  });

  it('says that a token is needed, and uses it', async () => {
    civitai.addVersion({ versionId: 72, bytes: makeLora({ name: 'own' }), fileName: 'own.safetensors', needsLogin: true }); // prettier-ignore
    assert.match((await download(['72'])).rows[0]?.error ?? '', /logged in.*API token/);
    const known = await download(['72'], { CIVITAI_TOKEN: 'secret' });
    assert.equal(known.rows[0]?.state, 'downloaded', known.stderr);
  });

  it('gives no file a name that says it is a model where it is none', async () => {
    civitai.addVersion({ versionId: 73, bytes: LORA.subarray(0, 100), fileName: 'half.safetensors' });
    const { rows } = await download(['73']);
    assert.ok(rows[0]?.error);
    assert.ok(!existsSync(at('half.safetensors')));
    const before = files();
    assert.match((await download(['73'])).stderr, /--again/);
    assert.equal(files(), before);
    await download(['73', '--again']);
    assert.equal(files(), before + 1);
    assert.ok(existsSync(at('half.safetensors.wrong-2')));
    mkdirSync(at(), { recursive: true });
    civitai.addVersion({ versionId: 74, bytes: LORA, fileName: '../../evil.safetensors' });
    assert.ok((await download(['74'])).rows[0]?.path?.startsWith(at()));
  });

  it('checks a file without a hash by its header, and says that it is not verified', async () => {
    const sha256 = '0'.repeat(64);
    civitai.addVersion({ versionId: 75, bytes: LORA, fileName: 'unhashed.safetensors', sha256 });
    const { rows } = await download(['75']);
    assert.deepEqual([rows[0]?.state, rows[0]?.verified], ['downloaded', false]);
    for (const [versionId, bytes, words] of [
      [76, Buffer.concat([LORA.subarray(0, 8), LORA.subarray(9)]), /header|ends|truncated|incomplete/],
      [77, Buffer.concat([LORA, Buffer.alloc(1)]), /behind its tensors/],
    ] as const) {
      civitai.addVersion({ versionId, bytes, fileName: `${versionId}.safetensors`, sha256 });
      const { rows: failed, exitCode } = await download([String(versionId)]);
      assert.equal(exitCode, 1);
      assert.match(failed[0]?.error ?? '', words);
      assert.ok(!existsSync(at(`${versionId}.safetensors`)));
    }
    const text = await runCli(folder.path, ['download', '75', '--out', 'others', '--base-url', civitai.baseUrl]); // prettier-ignore
    assert.match(text.stdout, /not verified/);
  });
});
