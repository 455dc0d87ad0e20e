import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { join } from 'node:path';
import sharp from 'sharp';
import { Indexer, type IndexerOptions } from '../../../../../src/core/gallery/index/indexer';
import { galleryPicture, pathOf } from '../../../../../src/core/gallery/index/indexedPicture';
import type { FoundMarks } from '../../../../../src/core/gallery/index/lostMarks';
import { READER, readPicture } from '../../../../../src/core/gallery/index/readPicture';
import { Gate } from '../../../support/gate';
import { tempFolder } from '../../../support/tempFolder';
import { pngChunk, pngFile, textChunk } from '../../media/text/pictureFiles';

const INFOTEXT =
  'a Red fox, <lora:Ink:0.8>\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 64x64, Model hash: ABCDEF0123, Model: someXL, Lora hashes: "Ink: fedcba987654"';
const png = (text = INFOTEXT, filling = 0) =>
  pngFile(
    textChunk('parameters', text),
    ...(filling > 0 ? [pngChunk('abCd', Buffer.alloc(filling, 7))] : []),
  );

describe('Indexer', () => {
  const folder = tempFolder();
  let read: string[] = [];
  let found: FoundMarks[] = [];
  beforeEach(() => {
    read = [];
    found = [];
    for (const name of ['pictures', 'cache']) mkdirSync(join(folder.path, name));
  });
  const root = () => join(folder.path, 'pictures');
  const put = (name: string, bytes: Buffer | string) => {
    mkdirSync(join(root(), name, '..'), { recursive: true });
    return folder.write(join('pictures', name), bytes);
  };

  async function opened(options: Partial<IndexerOptions> = {}): Promise<Indexer> {
    const indexer = new Indexer({
      cacheFolder: join(folder.path, 'cache'),
      read: (path, ...rest) => {
        read.push(path.slice(root().length + 1));
        return readPicture(path, ...rest);
      },
      onChange: (_progress, marks) => found.push(...marks),
      ...options,
    });
    await indexer.open([root()]);
    return indexer;
  }
  const pictures = (indexer: Indexer) =>
    Array.from({ length: indexer.index.end }, (_, id) => indexer.index.get(id)).flatMap(
      (entry) => entry ?? [],
    );
  const names = (indexer: Indexer) => pictures(indexer).map((one) => pathOf(one).slice(root().length + 1)).sort(); // prettier-ignore
  const of = (indexer: Indexer, name: string) => indexer.entry(join(root(), name));
  async function refreshed(options: Partial<IndexerOptions> = {}): Promise<Indexer> {
    read = [];
    const indexer = await opened(options);
    await indexer.refresh();
    return indexer;
  }

  it('keeps of each picture what is searched', async () => {
    put('fox.png', png());
    put(
      'deep/er/1234.jpeg',
      await sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } })
        .jpeg()
        .toBuffer(),
    );
    put(
      'deep/er/1234.jpeg.metadata.json',
      JSON.stringify({ id: 1234, nsfwLevel: 'Mature', username: 'who', model: { modelId: 5, versionId: 6, baseModel: 'Pony' }, meta: { prompt: 'said elsewhere', seed: 9, steps: 31 }, favourite: true, rating: 4, tags: ['Keep', 'Keep', ' '] }), // prettier-ignore
    );
    const indexer = await refreshed();
    const fox = { ...of(indexer, 'fox.png')!, fingerprint: '', mtimeMs: 0 };
    assert.deepEqual(fox, { folder: `${root()}/`, name: 'fox.png', size: png().length, kind: 'image', fingerprint: '', mtimeMs: 0, width: 1, height: 1, tool: 'A1111', hasPrompt: true, hasNegative: true, seed: '42', steps: 20, cfg: 7, sampler: 'Euler a', model: 'someXL', loras: ['Ink'], hashes: 'abcdef0123 fedcba987654', reader: READER }); // prettier-ignore
    const { level, creator, imageId, modelId, versionId, baseModel, favourite, rating, tags, seed, steps, width, hasPrompt } = of(indexer, 'deep/er/1234.jpeg')!; // prettier-ignore
    assert.deepEqual({ level, creator, imageId, modelId, versionId, baseModel, favourite, rating, tags, seed, steps, width, hasPrompt }, // prettier-ignore
      { level: 4, creator: 'who', imageId: 1234, modelId: 5, versionId: 6, baseModel: 'Pony', favourite: true, rating: 4, tags: ['Keep'], seed: '9', steps: 31, width: 30, hasPrompt: true }); // prettier-ignore
    const texts = indexer.index.textsOf(indexer.index.idOf(join(root(), 'fox.png'))!);
    assert.deepEqual(
      [texts.prompt, texts.negative, texts.words].map((text) => Buffer.from(text).toString()),
      ['a red fox, <lora:ink:0.8>', 'blurry', 'fox.png somexl'],
    );
  });

  it('tells in words what cannot be shown, and never fails for it', async () => {
    put('empty.png', '');
    put('text.png', 'words');
    put('new.jxl', Buffer.from([0xff, 0x0a, 1, 2, 3]));
    put('cut.png', png().subarray(0, 20));
    const huge = png();
    huge.writeUInt32BE(30_000, 16);
    huge.writeUInt32BE(30_000, 20);
    put('huge.png', huge);
    const wide = png();
    wide.writeUInt32BE(30_000, 16);
    put('wide.png', wide);
    put('film.mp4', 'what is no film');
    const indexer = await refreshed();
    const problem = (name: string) => galleryPicture(of(indexer, name)!).problem;
    assert.equal(problem('empty.png'), 'The file is empty.');
    assert.equal(problem('text.png'), 'Its content is no picture.');
    assert.equal(problem('new.jxl'), 'JPEG XL cannot be shown here.');
    assert.equal(problem('cut.png'), 'It is damaged: its size cannot be read.');
    assert.equal(problem('huge.png'), 'Too large to be shown: 30000 × 30000 pixels.');
    assert.equal(problem('wide.png'), undefined);
    assert.equal(of(indexer, 'film.mp4')?.kind, 'video');
  });

  it('reads only what is new or has changed, itself or its record, when it is opened again', async () => {
    for (const name of ['a.png', 'b.png', 'c.png', '.previews/no.png', 'node_modules/no.png'])
      put(name, png());
    assert.deepEqual(names(await refreshed()), ['a.png', 'b.png', 'c.png']);
    assert.deepEqual(read.sort(), ['a.png', 'b.png', 'c.png']);
    const again = await opened();
    // Before the disk is looked at.
    assert.deepEqual(names(again), ['a.png', 'b.png', 'c.png']);
    read = [];
    put('a.png.metadata.json', '{"rating": 3}');
    utimesSync(put('b.png', png('other')), 5, 5);
    put('d.png', png());
    rmSync(join(root(), 'c.png'));
    await again.refresh();
    assert.deepEqual(read.sort(), ['a.png', 'b.png', 'd.png']);
    assert.deepEqual(names(again), ['a.png', 'b.png', 'd.png']);
    assert.equal(of(again, 'a.png')?.rating, 3);
    await refreshed();
    assert.deepEqual(read, []);
  });

  it('reads all again with a better reader, and shows what is known until then', async () => {
    put('a.png', png());
    await refreshed();
    const better = await opened({ reader: 99 });
    assert.deepEqual(names(better), ['a.png']);
    read = [];
    await better.refresh();
    assert.deepEqual(read, ['a.png']);
    await refreshed({ reader: 99 });
    assert.deepEqual(read, []);
  });

  it('looks only at the paths that it is told', async () => {
    for (const name of ['a.png', 'in/b.png', 'in/c.png']) put(name, png());
    const indexer = await refreshed();
    for (const name of ['a.png', 'in/b.png']) utimesSync(join(root(), name), 9, 9);
    rmSync(join(root(), 'in/c.png'));
    read = [];
    await indexer.refresh([join(root(), 'in')]);
    assert.deepEqual([read, names(indexer)], [['in/b.png'], ['a.png', 'in/b.png']]);
    put('in/b.png.metadata.json', '{"favourite": true}');
    await indexer.refresh([join(root(), 'in/b.png.metadata.json')]);
    assert.equal(of(indexer, 'in/b.png')?.favourite, true);
    rmSync(join(root(), 'a.png'));
    await indexer.refresh([join(root(), 'a.png')]);
    assert.deepEqual(names(indexer), ['in/b.png']);
    rmSync(join(root(), 'in'), { recursive: true });
    await indexer.refresh([join(root(), 'in')]);
    assert.deepEqual(names(indexer), []);
  });

  it('keeps previews that no walk finds, until they go', async () => {
    const preview = put('.previews/model.png', png());
    const indexer = await refreshed();
    await indexer.refresh([preview]);
    await indexer.refresh();
    assert.deepEqual(names(indexer), ['.previews/model.png']);
    rmSync(preview);
    await indexer.refresh();
    assert.deepEqual(names(indexer), []);
  });

  it('keeps the pictures of a folder that is not there now', async () => {
    put('a.png', png());
    await refreshed();
    renameSync(root(), `${root()}-away`);
    assert.deepEqual(names(await refreshed()), ['a.png']);
  });

  it('keeps what it has read when it is ended, and goes on from there', async () => {
    const count = 250;
    for (let index = 0; index < count; index++) put(`${index}.png`, png());
    const gate = new Gate();
    const end = new AbortController();
    let reads = 0;
    const first = await opened({
      read: async (...picture) => {
        if (++reads === 201) await gate.pass();
        return readPicture(...picture);
      },
    });
    const running = first.refresh(undefined, end.signal);
    await gate.reached;
    end.abort();
    gate.open();
    await running;
    const kept = (await opened()).index.count;
    assert.ok(kept >= 200 && kept < count, String(kept));
    const second = await refreshed();
    assert.equal(second.index.count, count);
    assert.equal(read.length, count - kept);
  });

  it('skips a line that a kill cut off, and goes on behind it', async () => {
    for (const name of ['a.png', 'b.png']) {
      put(name, png());
      await refreshed();
    }
    const [name] = readdirSync(join(folder.path, 'cache'));
    const file = join(folder.path, 'cache', name!);
    truncateSync(file, statSync(file).size - 10);
    const cut = await opened();
    assert.deepEqual(names(cut), ['a.png']);
    await cut.refresh();
    assert.equal((await opened()).index.count, 2);
    const facts = [{ size: 1, mtimeMs: 1, fingerprint: '', reader: 1 }];
    const short = { paths: ['x.png'], facts, lengths: [9, 0, 0], gone: [] };
    const strange = [short, { ...short, paths: [] }, { ...short, facts: [{}] }, { ...short, facts: [null] }, { ...short, lengths: [5] }, [], null]; // prettier-ignore
    const lines = ['no line of ours', '\0\0', ...strange.map((one) => `${JSON.stringify(one)}\tshort\t\t\t`)];
    appendFileSync(file, `${lines.join('\n')}\n`);
    assert.deepEqual(names(await opened()), ['a.png', 'b.png']);
    writeFileSync(file, Buffer.alloc(100_000, 0xff));
    assert.deepEqual(names(await refreshed()), ['a.png', 'b.png']);
  });

  it('writes its file again when most of it is out of date', async () => {
    for (let index = 0; index < 400; index++) put(`${index}.png`, png());
    for (const reader of [1, 2, 3]) await refreshed({ reader });
    const [name] = readdirSync(join(folder.path, 'cache'));
    const lines = () => readFileSync(join(folder.path, 'cache', name!), 'utf8').split('"reader"').length - 1; // prettier-ignore
    assert.equal(lines(), 1200);
    const again = await opened();
    assert.equal(lines(), 400);
    assert.equal(again.index.count, 400);
    const reopened = await opened();
    assert.equal(reopened.index.columns.prompt.get(7).toString(), 'a red fox, <lora:ink:0.8>');
  });

  const marks = { favourite: true, rating: 5, tags: ['keep'] };

  for (const [what, filling] of [
    ['small', 0],
    ['large', 300_000],
  ] as const)
    // prettier-ignore
    it(`finds the marks of a ${what} picture again that was moved without its sidecar`, async () => {
      put('a.png', png('one', filling));
      put('a.png.metadata.json', JSON.stringify(marks));
      await refreshed();
      mkdirSync(join(root(), 'moved'));
      renameSync(join(root(), 'a.png'), join(root(), 'moved/z.png'));
      // Looked at in two runs: in between, the picture is nowhere.
      await (await opened()).refresh([join(root(), 'a.png')]);
      const indexer = await refreshed();
      assert.deepEqual(found, [{ from: join(root(), 'a.png'), to: join(root(), 'moved/z.png'), ...marks }]);
      assert.equal(of(indexer, 'moved/z.png')?.rating, 5);
      assert.equal(of(await opened(), 'moved/z.png')?.rating, 5);
    });

  it('gives no marks to another picture that only has the same ends', async () => {
    const bytes = png('one', 300_000);
    put('a.png', bytes);
    put('a.png.metadata.json', JSON.stringify(marks));
    await refreshed();
    rmSync(join(root(), 'a.png'));
    bytes[150_000] = 8;
    put('b.png', bytes);
    const indexer = await refreshed();
    assert.deepEqual([found, of(indexer, 'b.png')?.favourite], [[], undefined]);
  });

  it('takes nothing from a picture that was copied, or whose marks were taken away', async () => {
    put('a.png', png());
    put('a.png.metadata.json', JSON.stringify(marks));
    await refreshed();
    put('copy.png', png());
    const indexer = await refreshed();
    assert.equal(of(indexer, 'copy.png')?.favourite, undefined);
    put('a.png.metadata.json', '{}');
    await refreshed();
    rmSync(join(root(), 'a.png'));
    put('b.png', png());
    await refreshed();
    assert.deepEqual(found, []);
  });

  it('forgets the marks of a picture that came back with its record', async () => {
    const restore = () => {
      put('a.png', png());
      put('a.png.metadata.json', JSON.stringify(marks));
    };
    restore();
    const indexer = await refreshed();
    for (const name of ['a.png', 'a.png.metadata.json']) rmSync(join(root(), name));
    await indexer.refresh();
    restore();
    await indexer.refresh();
    put('copy.png', png());
    await indexer.refresh();
    assert.deepEqual([found, of(indexer, 'copy.png')?.favourite], [[], undefined]);
  });

  it('reads a picture again that could not be read, though nothing tells that it has changed', async () => {
    put('a.png', png());
    const { picture } = await readPicture(join(root(), 'a.png'), statSync(join(root(), 'a.png')), false);
    const locked = { picture: { ...picture, fingerprint: '', fault: 'unreadable' as const } };
    const first = await refreshed({ read: () => Promise.resolve(locked) });
    assert.equal(of(first, 'a.png')?.fault, 'unreadable');
    const second = await refreshed();
    assert.deepEqual([read, of(second, 'a.png')?.fault], [['a.png'], undefined]);
    await refreshed();
    assert.deepEqual(read, []);
  });

  it('reads a picture once that is told of with its record', async () => {
    const paths = [put('a.png', png()), put('a.png.metadata.json', '{"rating": 3}')];
    const counts: unknown[] = [];
    const indexer = await opened({ onChange: (progress) => counts.push(progress?.of) });
    await indexer.refresh(paths);
    assert.deepEqual([read, counts], [['a.png'], [1, undefined]]);
  });

  it('works without a place to keep anything', async () => {
    put('a.png', png());
    assert.deepEqual(names(await refreshed({ cacheFolder: undefined })), ['a.png']);
    writeFileSync(join(folder.path, 'taken'), '');
    assert.deepEqual(names(await refreshed({ cacheFolder: join(folder.path, 'taken') })), ['a.png']);
  });
});
