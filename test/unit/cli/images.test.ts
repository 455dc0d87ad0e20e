import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { join } from 'node:path';
import { png } from '../../civitai/pictures';
import { LoopbackCivitai } from '../../civitai/server';
import { tempFolder } from '../support/tempFolder';
import { runCli } from './runCli';

describe('command line: images', () => {
  const folder = tempFolder();
  let civitai: LoopbackCivitai;
  beforeEach(async () => {
    civitai = await LoopbackCivitai.start();
    civitai.addVersion({ modelId: 7, versionId: 70, modelName: 'Neon City', creator: 'maria' });
    const image = (id: number, more = {}) => ({ id, modelId: 7, versionIds: [70], username: 'maria', bytes: png(8, 8, [id, 0, 0]), ...more }); // prettier-ignore
    civitai.addImages(
      image(1, { meta: { prompt: 'a cat' } }),
      image(2, { level: 8 }),
      image(3, { username: 'other' }),
    );
  });
  afterEach(() => civitai.close());

  async function images(...args: string[]) {
    const run = await runCli(folder.path, ['--json', 'images', ...args, '--base-url', civitai.baseUrl, '--min-free', '0']); // prettier-ignore
    return { code: run.exitCode, stderr: run.stderr, found: JSON.parse(run.stdout) as { images: { id: number; state: string; path?: string; error?: string }[]; completed: number } }; // prettier-ignore
  }
  const there = (...path: string[]) => existsSync(join(folder.path, ...path));

  it('of a model: its creator’s own, PG and PG-13, in ./images, each with what Civitai says', async () => {
    const { code, found } = await images('model', 'https://civitai.com/models/7/neon-city');
    assert.deepEqual([code, found.completed], [0, 1]);
    assert.equal(found.images[0]?.path, join(folder.path, 'images/7/1.png'));
    const record = JSON.parse(readFileSync(join(folder.path, 'images/7/1.png.metadata.json'), 'utf8')) as { meta: unknown }; // prettier-ignore
    assert.deepEqual(record.meta, { prompt: 'a cat' });
    assert.ok(!there('images/7/2.png') && !there('images/7/3.png'));
  });

  it('of a version, a creator, a query and one image, as the options say', async () => {
    const all = ['--nsfw', 'all', '--out', 'o', '--metadata', 'none', '--thumbnails'];
    assert.equal((await images('version', '70', '--everyone', ...all, '--template', '{creator}/{id}')).found.completed, 3); // prettier-ignore
    assert.deepEqual(readdirSync(join(folder.path, 'o/maria')).sort(), ['.previews', '1.png', '2.png']);
    assert.deepEqual(readdirSync(join(folder.path, 'o/maria/.previews')).sort(), ['1.png.jpg', '2.png.jpg']);
    assert.equal((await images('creator', 'https://civitai.com/user/other/images', ...all)).found.images[0]?.state, 'skipped'); // prettier-ignore
    const query = await images('query', '{"modelVersionId":70,"sort":"Newest"}', ...all, '--limit', '2', '--duplicates', 'keepBoth', '--template', '{model_name} {id}'); // prettier-ignore
    assert.deepEqual(query.found.images.map(({ state }) => state), ['completed', 'completed']); // prettier-ignore
    assert.ok(there('o/Neon City 1.png'));
    assert.equal((await images('image', '3', '--out', 'single')).found.completed, 1);
  });

  it('that replace others can be brought back', async () => {
    await images('image', '1');
    const path = join(folder.path, 'images/7/1.png');
    writeFileSync(path, 'mine');
    await images('image', '1', '--no-existing');
    assert.notEqual(readFileSync(path, 'utf8'), 'mine');
    const undone = await runCli(folder.path, ['undo', '--write']);
    assert.equal(undone.exitCode, 0, undone.stderr);
    assert.equal(readFileSync(path, 'utf8'), 'mine');
  });

  it('that a power failure has cut off come again, those that the user has made smaller do not', async () => {
    await images('version', '70', '--everyone', '--limit', '3');
    const [cut, mine] = ['1.png', '3.png'].map((name) => join(folder.path, 'images/7', name)) as [string, string]; // prettier-ignore
    const { atime, mtime } = statSync(cut);
    const whole = readFileSync(cut);
    truncateSync(cut, whole.length - 1);
    utimesSync(cut, atime, mtime);
    writeFileSync(mine, 'mine');
    const { found } = await images('version', '70', '--everyone');
    assert.deepEqual(found.images.map(({ id, state }) => [id, state]).sort(), [[1, 'completed'], [3, 'skipped']]); // prettier-ignore
    assert.deepEqual([readFileSync(cut), readFileSync(mine, 'utf8')], [whole, 'mine']);
  });

  for (const [what, ...args] of [
    ['no id', 'model', 'none'],
    ['an unknown parameter, which the API would ignore', 'query', '{"modelID":7}'],
    ['no JSON', 'query', '{'],
    ['a name that there cannot be', 'creator', 'a b'],
    ['an unknown level', 'image', '1', '--nsfw', 'Some'],
  ] as const)
    it(`are not asked for by ${what}`, async () => {
      const run = await runCli(folder.path, ['images', ...args]);
      assert.equal(run.exitCode, 2, run.stderr);
      assert.equal(civitai.requests.length, 0);
    });

  it('say in words what fails', async () => {
    const { code, found } = await images('model', '999');
    assert.equal(code, 1);
    assert.match((found as unknown as { error: string }).error, /Civitai has no model 999/);
    const wrong = await runCli(folder.path, ['images', 'image', '1', '--template', '../{id}', '--base-url', civitai.baseUrl]); // prettier-ignore
    assert.equal(wrong.exitCode, 1);
    assert.match(wrong.stderr, /inside of the folder/);
  });
});

describe('command line: images info', () => {
  const folder = tempFolder();
  const fixture = (name: string) => join(process.cwd(), 'test/fixtures/images/files', name);
  interface Row {
    readonly path: string;
    readonly prompt: string | null;
    readonly error?: string;
    readonly params: Readonly<Record<string, unknown>>;
  }

  it('lists each picture, and goes on where one cannot be read', async () => {
    const paths = ['z01-html.jpeg', 'missing.png', 'a01-text.png'].map(fixture);
    const run = await runCli(folder.path, ['--json', 'images', 'info', ...paths]);
    const { images } = JSON.parse(run.stdout) as { images: Row[] };
    assert.equal(run.exitCode, 1);
    assert.deepEqual(
      images.map(({ path, prompt, error }) => [path, prompt, error !== undefined]),
      [
        [paths[0], null, true],
        [paths[1], null, true],
        [paths[2], 'a lighthouse on a cliff, amber dusk, soft light', false],
      ],
    );
  });

  it('prints a block for each picture', async () => {
    const run = await runCli(folder.path, ['images', 'info', fixture('u02.jpg'), fixture('m04-nothing.png')]);
    assert.equal(run.exitCode, 0, run.stderr);
    assert.match(
      run.stdout,
      /u02\.jpg \(SwarmUI\)\n {2}Prompt {4}a lighthouse on a cliff, swarm, soft light\n/,
    );
    assert.match(run.stdout, /\n {2}LoRAs {5}seaGlass: 0\.6\n {12}inkLines: -0\.25\n/);
    assert.match(run.stdout, /\n\n.*m04-nothing\.png\n {2}No generation parameters\.$/);
  });

  it('reads a text with --text', async () => {
    const path = join(folder.path, 'a.txt');
    writeFileSync(path, '\ufefffog\r\nSteps: 1, Sampler: x, Seed: 0, Hashes: {"model": "ab"}');
    const run = await runCli(folder.path, ['--json', 'images', 'info', '--text', path]);
    const { texts } = JSON.parse(run.stdout) as { texts: Row[] };
    assert.deepEqual([texts[0]?.prompt, texts[0]?.params], ['fog', { Steps: '1', Sampler: 'x', Seed: '0', Hashes: { model: 'ab' } }]); // prettier-ignore
  });
});
