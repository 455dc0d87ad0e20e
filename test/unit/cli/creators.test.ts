import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { faults } from '../../civitai/faults';
import { png } from '../../civitai/pictures';
import { LoopbackCivitai } from '../../civitai/server';
import { makeLora } from '../../fixtures/makeModels';
import { tempFolder } from '../support/tempFolder';
import { runCli, startCli } from './runCli';

interface Row {
  readonly creator: string;
  readonly downloaded?: number;
  readonly adopted?: number;
  readonly failed?: number;
  readonly error?: string;
  readonly incomplete?: readonly string[];
  readonly plan: Readonly<Record<string, unknown>>;
}

interface Entry {
  readonly id: number;
  readonly type: string;
  readonly path: string;
  readonly reason: string;
  readonly info: { readonly expected_file_path: string };
}

const PROMPT = 'a cat, red hat, <lora:neon:0.8>, night';

describe('command line: creators', () => {
  const folder = tempFolder();
  let civitai: LoopbackCivitai;
  let storage: LoopbackCivitai;
  beforeEach(async () => {
    storage = await LoopbackCivitai.start();
    civitai = await LoopbackCivitai.start({ tokens: { secret: 'ada' }, store: storage.store, storage: storage.origin }); // prettier-ignore
    const lora = (name: string, dim = 8) => ({ bytes: makeLora({ name, dim }), fileName: `${name}.safetensors`, creator: 'maria' }); // prettier-ignore
    civitai.addVersion({ modelId: 7, versionId: 71, versionName: 'v2', modelName: 'Neon: City', publishedAt: '2026-02-01T00:00:00Z', ...lora('neon') }); // prettier-ignore
    civitai.addVersion({ modelId: 7, versionId: 70, versionName: 'v1', ...lora('neon', 4) });
    civitai.addVersion({ modelId: 8, versionId: 80, modelName: 'neon_ city', ...lora('twin') });
    civitai.addVersion({ modelId: 9, versionId: 90, modelName: '../..', ...lora('locked'), needsLogin: true }); // prettier-ignore
    const image = (id: number, versionId: number, more = {}) => ({ id, versionIds: [versionId], username: 'maria', bytes: png(8, 8, [id, 0, 0]), ...more }); // prettier-ignore
    civitai.addImages(
      image(1, 71, { meta: { prompt: PROMPT, negativePrompt: 'bad', seed: 5, cfgScale: 7, steps: 20, sampler: 'Euler a', civitaiResources: [{ type: 'lora', modelVersionId: 71, modelVersionName: 'v2' }] } }),
      image(2, 71, { level: 8 }),
      image(3, 71, { username: 'other' }),
      image(4, 70, { meta: { prompt: 'a dog' } }),
      image(5, 80),
    ); // prettier-ignore
  });
  afterEach(() => Promise.all([civitai.close(), storage.close()]));

  const args = (...more: string[]) => [...more, '--base-url', civitai.baseUrl];
  const downloadArgs = (...more: string[]) => ['--json', 'creators', ...args(...more, '--min-free', '0')];
  async function creators(...more: string[]) {
    const run = await runCli(folder.path, downloadArgs(...more));
    return { code: run.exitCode, stderr: run.stderr, rows: JSON.parse(run.stdout) as readonly Row[] };
  }
  const at = (...path: string[]) => join(folder.path, 'creators', 'maria', ...path);
  const text = (...path: string[]) => readFileSync(at(...path), 'utf8');
  const logPath = () => join(folder.path, 'download_logs/maria/maria_download_log.json');
  const log = () => JSON.parse(readFileSync(logPath(), 'utf8')) as Readonly<Record<'success' | 'failed', readonly Entry[]>>; // prettier-ignore
  const known = () => log().success.map(({ type, id }) => `${type} ${id}`).sort(); // prettier-ignore
  const ALL = ['image 1', 'image 4', 'image 5', 'lora 70', 'lora 71', 'lora 80'];
  const fetched = () => [...civitai.requests, ...storage.requests].filter(({ path }) => /^\/(store|images)\//.test(path)).map(({ path }) => path); // prettier-ignore
  const originals = () => fetched().filter((path) => path.includes('original=true'));
  const files = () => fetched().filter((path) => path.startsWith('/store/'));

  it('brings all models of a user with their pictures and prompts, each LoRA in a folder of its own', async () => {
    const { code, rows, stderr } = await creators('https://civitai.com/user/maria/models');
    assert.equal(code, 1, stderr);
    assert.deepEqual([rows[0]?.downloaded, rows[0]?.adopted, rows[0]?.failed], [6, 0, 1]);
    assert.ok(existsSync(at('Neon_ City', 'neon.safetensors')));
    assert.ok(existsSync(at('Neon_ City', 'v1', 'neon.safetensors')));
    assert.ok(existsSync(at('neon_ city_8', 'twin.safetensors')), 'names that differ in case only');
    assert.deepEqual(readdirSync(folder.path).filter((name) => !name.startsWith('.')).sort(), ['creators', 'download_logs']); // prettier-ignore
    assert.ok(!existsSync(at('Neon_ City', '2.png')) && !existsSync(at('Neon_ City', '3.png')));
    assert.equal(
      text('Neon_ City', '1.txt'),
      `${JSON.stringify({ prompt: '<lora:neon:0.8>, a cat, red hat, night', prompt_with_clothes: '<lora:neon:0.8>, a cat, red hat, night', negative: 'bad', cfg: 7, steps: 20, sampler: 'Euler a', seed: 5, raw_prompt: PROMPT, lora: '<lora:neon:0.8>', url: `${civitai.origin}/images/00000000-0000-4000-8000-000000000001/original=true/1.jpeg`, resources_used: [{ modelVersionId: 71, name: 'v2', type: 'lora', download_url: 'https://civitai.com/api/download/models/71' }] }, undefined, 2)}\n`,
    ); // prettier-ignore
    assert.ok(!existsSync(at('neon_ city_8', '5.txt')), 'no prompt, no prompt file');
    assert.deepEqual(known(), ALL);
    assert.equal(log().success.find(({ id }) => id === 1)?.path, at('Neon_ City', '1.png'));
    assert.deepEqual(log().failed.map(({ id, type, reason }) => [id, type, reason]), [[90, 'lora', 'presigned_url_failed']]); // prettier-ignore
    assert.match(stderr, /\[1\/1\] https:\/\/civitai\.com\/user\/maria\/models/);
    assert.match(stderr, /4 model files \(.*\), 3 pictures; free: \d/);
  });

  it('fetches only what is missing when it runs again', async () => {
    await creators('maria');
    const before = fetched().length;
    const { code, rows } = await creators('maria');
    assert.deepEqual([code, rows[0]?.downloaded, rows[0]?.failed, rows[0]?.plan.done], [1, 0, 1, 6]);
    assert.equal(fetched().length, before);
    rmSync(at('Neon_ City', '1.png'));
    rmSync(at('Neon_ City', 'v1', 'neon.safetensors'));
    assert.equal((await creators('maria', '--no-deleted')).rows[0]?.downloaded, 0);
    assert.equal((await creators('maria')).rows[0]?.downloaded, 2);
    civitai.addVersion({ modelId: 7, versionId: 72, versionName: 'v3', modelName: 'Neon: City', publishedAt: '2026-03-01T00:00:00Z', bytes: makeLora({ name: 'neon3' }), fileName: 'neon.safetensors', creator: 'maria' }); // prettier-ignore
    await creators('maria');
    assert.ok(
      existsSync(at('Neon_ City', 'v3', 'neon.safetensors')),
      'the folder of the newest one is taken by now',
    );
  });

  it('leaves nothing for Regenerate, and what Refilter and Collect need', async () => {
    await creators('maria', '--filters', '.');
    const prompts = async (...more: string[]) => JSON.parse((await runCli(folder.path, ['--json', 'prompts', ...more])).stdout) as Record<'changed' | 'unchanged' | 'skipped' | 'failed', { path: string }[]> & { tokens: { token: string }[] }; // prettier-ignore
    const again = await prompts('regenerate', 'creators', '--filters', '.');
    assert.deepEqual([again.changed, again.skipped, again.failed, again.unchanged.length], [[], [], [], 2]);
    assert.match(text('Neon_ City', 'v1', '4.txt'), /"prompt": "<lora:neon:1>, a dog"/);
    writeFileSync(join(folder.path, 'Filter_Clothes.txt'), 'red hat\n');
    await prompts('refilter', 'creators', '--filters', '.', '--write');
    assert.match(text('Neon_ City', '1.txt'), /"prompt": "<lora:neon:0\.8>, a cat, night"/);
    const { tokens } = await prompts('collect', 'creators');
    assert.deepEqual(tokens.map(({ token }) => token).sort(), ['a cat', 'a dog', 'night', 'red hat']); // prettier-ignore
  });

  it('goes on after it was killed, and after it was cancelled', async () => {
    civitai.failAbout('image', '/4.jpeg', faults.stall());
    for (const signal of ['SIGKILL', 'SIGINT'] as const) {
      const run = startCli(folder.path, downloadArgs('maria', '--types', 'lora'));
      let seen = '';
      // All but the picture that stalls; by Ctrl+C as soon as it begins.
      const awaited = signal === 'SIGINT' ? ['To download'] : ['image\t1\t', 'image\t5\t', 'lora\t70\t'];
      run.stderr.on('data', (chunk: Buffer) => {
        const wasSeen = awaited.every((each) => seen.includes(each));
        seen += chunk.toString();
        if (!wasSeen && awaited.every((each) => seen.includes(each))) run.kill(signal);
      });
      const { exitCode } = await run;
      if (signal === 'SIGINT') assert.equal(exitCode, 130);
    }
    assert.deepEqual(known().filter((each) => each !== 'image 4'), ALL.filter((each) => each !== 'image 4')); // prettier-ignore
    civitai.heal();
    const before = files().length;
    const { rows } = await creators('maria', '--types', 'lora');
    assert.deepEqual([rows[0]?.downloaded, files().length - before], [1, 0]);
    assert.deepEqual(known(), ALL);
  });

  it('believes old logs: by ids, whatever the ending is, and what other programs keep stays in them', async () => {
    mkdirSync(join(logPath(), '..'), { recursive: true });
    const old = join(folder.path, 'old');
    mkdirSync(old);
    writeFileSync(join(old, '4.png'), png(8, 8, [4, 0, 0]));
    mkdirSync(at('Neon_ City'), { recursive: true });
    writeFileSync(at('Neon_ City', '1.png'), png(8, 8, [1, 0, 0]));
    const success = [
      { id: 1, type: 'image', path: 'E:\\CivitAI\\Users\\maria\\Neon City\\1.jpeg', size: 5 },
      { id: 4, type: 'image', path: join(old, '4.jpeg'), size: 5 },
    ];
    const failed = [{ id: 8, type: 'video', reason: 'generation_failed', info: { x: 1 } }];
    writeFileSync(logPath(), JSON.stringify({ lora: [71, 70], images: [5], success, failed, mine: true }));
    const { rows } = await creators('maria');
    assert.deepEqual([rows[0]?.downloaded, rows[0]?.adopted, originals().length], [1, 1, 0]);
    assert.equal(log().success.find(({ id }) => id === 1)?.path, at('Neon_ City', '1.png'));
    assert.deepEqual([log().failed[0], (log() as unknown as { mine: unknown }).mine], [failed[0], true]);
  });

  it('may run twice at once', async () => {
    const both = await Promise.all([creators('maria'), creators('maria')]);
    for (const { rows } of both) assert.equal(rows[0]?.failed, 1, JSON.stringify(rows));
    await runCli(folder.path, ['downloads', 'list']);
    assert.deepEqual(known(), ALL);
    assert.deepEqual(log().failed.map(({ id }) => id), [90]); // prettier-ignore
    assert.deepEqual(readdirSync(at('Neon_ City')).filter((name) => name.includes('part') || name.includes('_71')), []); // prettier-ignore
  });

  it('adopts what was downloaded without a log, and brings broken pictures again', async () => {
    await creators('maria');
    rmSync(join(folder.path, 'download_logs'), { recursive: true });
    renameSync(at('Neon_ City', 'neon.safetensors'), at('Neon_ City', 'model.safetensors'));
    rmSync(at('Neon_ City', '1.txt'));
    writeFileSync(at('neon_ city_8', '5.png'), png(8, 8, [5, 0, 0]).subarray(0, 40));
    const [before, models] = [originals().length, files().length];
    const { rows } = await creators('maria');
    assert.deepEqual([rows[0]?.adopted, rows[0]?.downloaded], [5, 1]);
    assert.deepEqual([originals().length - before, files().length - models], [1, 0]);
    assert.deepEqual(known(), ALL);
    assert.equal(log().success.find(({ id }) => id === 71)?.path, at('Neon_ City', 'model.safetensors'));
    assert.ok(existsSync(at('Neon_ City', '1.txt')));
    assert.deepEqual(readFileSync(at('neon_ city_8', '5.png')), png(8, 8, [5, 0, 0]));
  });

  it('only says what there is with --dry-run', async () => {
    civitai.setModelCount('maria', 5);
    const { code, rows, stderr } = await creators('maria', '--dry-run', '--types', 'lora,checkpoint');
    assert.equal(code, 0);
    const plan = rows[0]?.plan ?? {};
    assert.ok(Number(plan.bytes) > 1000 && Number(plan.free_bytes) > 0);
    assert.deepEqual(plan, { ...plan, models_listed: 3, models_by_profile: 5, types: { LORA: 3 }, versions: 4, files: 4, pictures: 3, adopted: 0, done: 0, gone: 0, versions_without_file: 0 }); // prettier-ignore
    assert.match(stderr, /3 models listed, 5 by the profile/);
    assert.deepEqual([readdirSync(folder.path).filter((name) => !name.startsWith('.')), fetched()], [[], []]);
    assert.deepEqual((await creators('maria', '--dry-run', '--types', 'VAE')).rows[0]?.plan.types, {});
  });

  it('takes lists, one after the other, and goes on after one that fails', async () => {
    civitai.addVersion({ modelId: 6, creator: 'ada', bytes: makeLora({ name: 'a' }) });
    writeFileSync(join(folder.path, 'get_all_models_urls.txt'), '\ufeff# mine\r\nhttps://civitai.com/user/nobody/models\r\n\r\nhttps://example.com/x\r\ncivitai.red/user/ada?tab=1 # her\r\nADA\r\n'); // prettier-ignore
    const { code, rows, stderr } = await creators();
    assert.equal(code, 1);
    assert.deepEqual(rows.map(({ creator, downloaded }) => [creator, downloaded]), [['nobody', undefined], ['https://example.com/x', undefined], ['ada', 1]]); // prettier-ignore
    assert.match(rows[0]?.error ?? '', /no models of “nobody”/);
    assert.match(rows[1]?.error ?? '', /get_all_models_urls\.txt:4/);
    assert.match(stderr, /\[3\/3\] civitai\.red/);
    const input = startCli(folder.path, downloadArgs('-'));
    input.stdin.end('https://civitai.com/user/ada\n');
    const { exitCode, stdout } = await input;
    assert.deepEqual([exitCode, (JSON.parse(stdout) as Row[])[0]?.plan.done], [0, 1]);
    assert.match((await runCli(folder.path, ['creators', 'none.txt'])).stderr, /none\.txt/);
    writeFileSync(join(folder.path, 'empty.txt'), '# nobody\n');
    assert.equal((await runCli(folder.path, ['creators', 'empty.txt'])).exitCode, 1);
  });

  it('keeps what came of a list that fails, and says so', async () => {
    civitai.failAbout('images', 'modelVersionId=70', faults.unauthorized());
    const { code, rows } = await creators('maria');
    assert.equal(code, 1);
    assert.equal(rows[0]?.incomplete?.length, 1);
    assert.deepEqual(known(), ALL.filter((each) => each !== 'image 4')); // prettier-ignore
  });

  it('does not ask again for what is gone, and does for what failed otherwise', async () => {
    civitai.failAbout('image', '/1.jpeg', { kind: 'answer', status: 404, headers: {}, body: '' });
    civitai.failAbout('image', '/5.jpeg', { kind: 'answer', status: 400, headers: {}, body: '' });
    await creators('maria');
    const reasons = () => log().failed.map(({ id, reason }) => [id, reason]).sort(); // prettier-ignore
    assert.deepEqual(reasons(), [[1, 'missing'], [5, 'corrupted'], [90, 'presigned_url_failed']]); // prettier-ignore
    civitai.heal();
    const { rows } = await creators('maria');
    assert.deepEqual([rows[0]?.downloaded, rows[0]?.plan.gone], [1, 1]);
    assert.deepEqual(reasons(), [
      [1, 'missing'],
      [90, 'presigned_url_failed'],
    ]);
  });

  it('lists what the logs have, and tries again what failed', async () => {
    civitai.failAbout('image', '/1.jpeg', { kind: 'answer', status: 404, headers: {}, body: '' });
    await creators('maria');
    const list = async (...more: string[]) => (await runCli(folder.path, ['downloads', 'list', ...more])).stdout.split('\n'); // prettier-ignore
    assert.equal((await list()).length, 5);
    assert.match((await list('--failed', 'Maria')).join('\n'), /maria\timage\t1\tmissing\t.*1\.jpeg\t/);
    const retry = async (env = {}) => {
      const run = await runCli(
        folder.path,
        ['--json', 'downloads', 'retry', ...args('--min-free', '0')],
        env,
      );
      return { code: run.exitCode, rows: JSON.parse(run.stdout) as readonly Row[] };
    };
    const failing = await retry();
    assert.deepEqual([failing.code, failing.rows[0]?.failed], [1, 2]);
    civitai.heal();
    const { code, rows } = await retry({ CIVITAI_TOKEN: 'secret' });
    assert.deepEqual([code, rows[0]?.downloaded, rows[0]?.failed], [0, 2, 0], JSON.stringify(rows));
    assert.deepEqual([known(), log().failed], [[...ALL, 'lora 90'], []]);
    assert.match(text('Neon_ City', '1.txt'), /<lora:neon:0\.8>, a cat/);
    assert.ok(existsSync(at('model_9', 'locked.safetensors')));
    assert.equal((await runCli(folder.path, ['downloads', 'list', 'nobody'])).exitCode, 1);
  });

  it('leaves a log alone that it cannot read', async () => {
    mkdirSync(join(logPath(), '..'), { recursive: true });
    writeFileSync(logPath(), '{"success": [');
    const { code, rows } = await creators('maria');
    assert.equal(code, 1);
    assert.match(rows[0]?.error ?? '', /maria_download_log\.json was left alone/);
    assert.deepEqual([readFileSync(logPath(), 'utf8'), files()], ['{"success": [', []]);
  });
});
