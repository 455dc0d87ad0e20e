import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GalleryEngine, type EngineOptions, type GalleryChange } from '../../../../src/core/gallery/engine';
import { Gallery } from '../../../../src/core/gallery/gallery';
import { readPicture } from '../../../../src/core/gallery/index/readPicture';
import type { Subject } from '../../../../src/core/gallery/list/view';
import { Gate } from '../../support/gate';
import { MARKED, mark } from '../../support/markedTexts';
import { tempFolder } from '../../support/tempFolder';
import { pngChunk, pngFile, textChunk } from '../media/text/pictureFiles';
import { model, view } from './list/listFixture';

const LIBRARY: Subject = { kind: 'library' };
const png = (prompt: string, filling = 0) =>
  pngFile(
    textChunk(
      'parameters',
      `${prompt}\nNegative prompt: blurry\nSteps: 20, Sampler: Euler, Seed: 1, Size: 64x64`,
    ),
    ...(filling > 0 ? [pngChunk('abCd', Buffer.alloc(filling))] : []),
  );

describe('the engine of galleries', () => {
  const folder = tempFolder();
  let told: GalleryChange[] = [];
  let engine: GalleryEngine | undefined;
  beforeEach(() => {
    told = [];
    for (const name of ['models', 'models/.previews', 'elsewhere']) mkdirSync(join(folder.path, name));
  });
  afterEach(() => engine?.close());

  const at = (name: string) => join(folder.path, name);
  function started(options: Partial<EngineOptions> = {}): GalleryEngine {
    engine = new GalleryEngine({
      cacheFolder: at('cache'),
      onChange: (change) => told.push(change),
      ...options,
    });
    return engine;
  }
  async function opened(options: Partial<EngineOptions> = {}, models = [] as ReturnType<typeof model>[]) {
    const made = started(options);
    await made.open({ roots: [at('models')], models });
    await made.refresh();
    return made;
  }

  it('lists what is known of earlier runs before it looks at the disk, and then tells what is new', async () => {
    folder.write('models/a.png', png('fox'));
    await (await opened()).close();
    folder.write('models/b.png', png('another fox'));
    const gate = new Gate();
    const again = started({
      read: async (...picture) => {
        await gate.pass();
        return readPicture(...picture);
      },
    });
    await again.open({ roots: [at('models')], models: [] });
    const look = await again.look(LIBRARY, view({ filter: 'fox' }), at('models/a.png'));
    assert.deepEqual([look.found, look.active], [1, 0]);
    await gate.reached;
    assert.deepEqual((await again.look(LIBRARY, view())).indexing, { done: 0, of: 1 });
    gate.open();
    await again.refresh();
    const changes = told.flatMap(({ lists }) => lists).filter(({ revision }) => revision === look.revision);
    assert.equal(changes.at(-1)?.added, 1);
    assert.equal((await again.look(LIBRARY, view())).indexing, undefined);
    // The list itself stays what it was.
    assert.deepEqual(again.cells(look.revision, 0, 10).map(({ name }) => name), ['a.png']); // prettier-ignore
    assert.equal((await again.look(LIBRARY, view())).found, 2);
  });

  it('gives cells, selections and whole pictures of a list by their places', async () => {
    folder.write('models/a.png', png('A Red fox'));
    folder.write('models/b.png', png('A Red fox'));
    folder.write('models/c.jxl', Buffer.from([0xff, 0x0a, 1, 2]));
    const owner = model(at('models/c.safetensors'));
    const made = await opened({}, [owner]);
    const { revision, found } = await made.look(LIBRARY, view({ order: 'name' }));
    assert.equal(found, 2);
    const [first, second] = made.cells(revision, 0, 100);
    assert.deepEqual(
      [first?.path, first?.copies, first?.width, first?.problem],
      [at('models/a.png'), 1, 1, undefined],
    );
    assert.deepEqual([second?.name, second?.problem], ['c.jxl', 'JPEG XL cannot be shown here.']);
    const place = await made.place(revision, 0);
    assert.deepEqual([place?.picture?.prompt, place?.picture?.negative], ['A Red fox', 'blurry']);
    assert.deepEqual([place?.copies, place?.owner], [[at('models/b.png')], undefined]);
    assert.deepEqual((await made.place(revision, 1))?.owner, owner);
    assert.equal(await made.place(revision, 2), undefined);
    assert.deepEqual(made.selected(revision, [[1, 5]]).map(({ name }) => name), ['c.jxl']); // prettier-ignore
    rmSync(at('models/c.jxl'));
    told = [];
    await made.refresh([at('models/c.jxl')]);
    assert.deepEqual(
      told.flatMap(({ lists }) => lists),
      [{ revision, altered: [], gone: [1], added: 0 }],
    );
    assert.deepEqual(
      [made.cells(revision, 1, 1)[0]?.isGone, made.selected(revision, [[0, 1]]).length],
      [true, 1],
    );
    assert.deepEqual(made.cells(revision + 9, 0, 5), []);
  });

  it('reads folders of pictures when they are looked at, which are not of the library', async () => {
    folder.write('elsewhere/x.png', png('fox'));
    const made = await opened();
    const subject: Subject = { kind: 'pictures', paths: [at('elsewhere')] };
    await made.look(subject, view());
    await made.refresh([]);
    assert.equal((await made.look(subject, view())).found, 1);
    assert.equal((await made.look(LIBRARY, view())).found, 0);
  });

  it('looks through folders of pictures that no list shows, and not again for each list', async () => {
    folder.write('elsewhere/x.png', png('fox'));
    const made = await opened();
    const subject: Subject = { kind: 'pictures', paths: [at('elsewhere')] };
    const found = async () => {
      const { revision } = await made.look(subject, view());
      await made.refresh([]);
      const look = await made.look(subject, view());
      return { found: look.found, drop: () => [revision, look.revision].forEach((one) => made.drop(one)) };
    };
    const first = await found();
    assert.equal(first.found, 1);
    folder.write('elsewhere/y.png', png('owl'));
    const second = await found();
    assert.equal(second.found, 1, 'changes are told by watchers while it is shown');
    for (const one of [first, second]) one.drop();
    assert.equal((await found()).found, 2);
  });

  it('takes in folders that come to the library, and leaves what is in none of them any more', async () => {
    folder.write('models/a.png', png('fox'));
    folder.write('elsewhere/x.png', png('owl'));
    folder.write('models/a.png.metadata.json', '{"username": "maria"}');
    const read: string[] = [];
    const made = await opened({
      read: (path, ...rest) => {
        read.push(path);
        return readPicture(path, ...rest);
      },
    });
    const { revision } = await made.look(LIBRARY, view({ order: 'name' }));
    const toldOf = () => told.splice(0).flatMap(({ lists }) => lists);
    assert.deepEqual(toldOf(), []);
    await made.setFolders({ roots: [at('models'), at('elsewhere')] });
    await made.refresh([]);
    assert.deepEqual(toldOf().at(-1), { revision, altered: [], gone: [], added: 1 });
    await made.setFolders({ roots: [at('elsewhere')] });
    assert.deepEqual(toldOf()[0], { revision, altered: [], gone: [0], added: 1 });
    await made.refresh([at('models/a.png')]);
    // A change that was noticed before.
    assert.equal((await made.look({ kind: 'creator', name: 'maria' }, view())).found, 0);
    // What is known of it from before is there at once, and is not read again.
    read.length = 0;
    await made.setFolders({ roots: [folder.path] });
    await made.setFolders({ roots: [at('models')] });
    const now = await made.look(LIBRARY, view({ filter: 'fox' }));
    assert.deepEqual([now.found, (await made.look(LIBRARY, view({ filter: 'owl' }))).found], [1, 0]);
    await made.refresh([]);
    assert.deepEqual(read, []);
  });

  it('keeps what was read when a folder around or inside one takes its place', async () => {
    mkdirSync(at('models/sub'));
    folder.write('models/a.png', png('fox'));
    folder.write('models/sub/b.png', png('owl'));
    const made = await opened();
    for (const root of [at('models/sub'), folder.path]) {
      await made.setFolders({ roots: [root] });
      await made.refresh([]);
    }
    await made.close();
    const read: string[] = [];
    for (const root of [at('models/sub'), folder.path]) {
      const again = started({
        read: (path, ...rest) => {
          read.push(path);
          return readPicture(path, ...rest);
        },
      });
      await again.open({ roots: [root], models: [] });
      assert.equal((await again.look(LIBRARY, view({ filter: 'owl' }))).found, 1);
      await again.refresh();
      await again.close();
    }
    assert.deepEqual(read, []);
  });

  it('begins again what it was reading when its folders change', async () => {
    folder.write('models/a.png', png('fox'));
    folder.write('elsewhere/x.png', png('owl'));
    const gate = new Gate();
    const made = started({
      read: async (...picture) => {
        await gate.pass();
        return readPicture(...picture);
      },
    });
    await made.open({ roots: [at('models')], models: [] });
    await gate.reached;
    const changing = made.setFolders({ roots: [at('elsewhere')] });
    gate.open();
    await changing;
    await made.refresh([]);
    const { revision, found } = await made.look(LIBRARY, view());
    assert.deepEqual([found, made.cells(revision, 0, 9).map(({ name }) => name)], [1, ['x.png']]);
    assert.equal(made.cells((await made.look({ kind: 'pictures', paths: [folder.path] }, view())).revision, 0, 9).length, 1); // prettier-ignore
  });

  it('shows models as cards with their previews, which no walk finds', async () => {
    const preview = folder.write('models/.previews/p.png', png('fox'));
    const card = model(at('models/m.safetensors'), { level: 4, version: 'v2', type: 'LORA' });
    const made = await opened({}, [card]);
    made.setModels([{ ...card, preview }]);
    await made.refresh([]);
    const cards = await made.look(LIBRARY, view({ show: 'models' }));
    const [cell] = made.cells(cards.revision, 0, 1);
    assert.deepEqual([cell?.path, cell?.kind, cell?.preview, cell?.level], [card.path, 'model', preview, 4]);
    assert.deepEqual(cell?.facts, ['v2', 'LORA']);
    const { revision } = await made.look({ kind: 'models', paths: [card.path] }, view());
    assert.deepEqual(made.cells(revision, 0, 9).map(({ path }) => path), [preview]); // prettier-ignore
  });

  it('takes nothing in that lies in folders which no walk enters, but the previews of models', async () => {
    const preview = folder.write('models/.previews/p.png', png('fox'));
    for (const name of ['.diffusion-workbench-removed', '.diffusion-workbench-removed/1'])
      mkdirSync(at(`models/${name}`));
    const held = folder.write('models/.diffusion-workbench-removed/1/a.png', png('trashed'));
    const thumbnail = folder.write('models/.previews/a.png.jpg', png('small'));
    const made = await opened({}, [model(at('models/m.safetensors'), { preview })]);
    await made.refresh([held, `${held}.metadata.json`, thumbnail, preview]);
    const { revision } = await made.look(LIBRARY, view());
    assert.deepEqual(made.cells(revision, 0, 9).map(({ path }) => path), [preview]); // prettier-ignore
    folder.write('elsewhere/x.png', png('of no root'));
    await made.refresh([at('elsewhere/x.png')]);
    assert.equal((await made.look({ kind: 'pictures', paths: [at('elsewhere')] }, view())).found, 0);
    // A folder that is opened itself is entered.
    const inside: Subject = { kind: 'pictures', paths: [at('models/.previews')] };
    const other = started({ cacheFolder: undefined });
    await other.look(inside, view());
    await other.refresh([thumbnail]);
    assert.equal((await other.look(inside, view())).found, 2);
  });

  it('blurs the preview of a model by the level of the model, where nothing says more of the picture', async () => {
    const preview = folder.write('models/.previews/p.png', png('fox'));
    const rated = folder.write('models/.previews/r.png', png('rated'));
    folder.write('models/.previews/r.png.metadata.json', '{"id": 5, "nsfwLevel": 1}');
    const [explicit, unknown] = [
      model(at('models/m.safetensors'), { preview, level: 31, versionId: 9 }),
      model(at('models/r.safetensors'), { preview: rated, versionId: 8 }),
    ];
    const made = await opened({}, [explicit, unknown]);
    const look = await made.look(LIBRARY, view({ order: 'name' }));
    const shown = made.cells(look.revision, 0, 9).map(({ name, level, isOwn }) => [name, level, isOwn]);
    assert.deepEqual(shown, [['p.png', 16, false], ['r.png', 1, false]]); // prettier-ignore
    assert.equal((await made.look(LIBRARY, view({ filter: 'level:xxx' }))).found, 1);
    made.setModels([{ ...explicit, level: undefined }, unknown]);
    await made.refresh([]);
    const later = await made.look(LIBRARY, view({ order: 'name' }));
    const [first] = made.cells(later.revision, 0, 1);
    assert.deepEqual([first?.level, first?.isOwn], [undefined, false]);
    const cards = await made.look(LIBRARY, view({ show: 'models', filter: 'level:unknown' }));
    assert.equal(cards.found, 2);
  });

  it('shows of many levels of a model the highest', async () => {
    const made = await opened({}, [model(at('models/m.safetensors'), { level: 3, versionId: 9 })]);
    const { revision } = await made.look(LIBRARY, view({ show: 'models' }));
    assert.equal(made.cells(revision, 0, 1)[0]?.level, 2);
  });

  it('names all pictures of a subject, also those that are copies', async () => {
    for (const name of ['a', 'b']) folder.write(`models/${name}.png`, png('same'));
    const made = await opened();
    assert.equal((await made.look(LIBRARY, view())).found, 1);
    assert.deepEqual([...made.picturesOf(LIBRARY)].sort(), [at('models/a.png'), at('models/b.png')]);
  });

  it('finds whole copies beyond what a fingerprint has, and tells of marks that it found again', async () => {
    const [large, other] = [png('fox', 300_000), png('fox', 300_000)];
    other[150_000] = 9;
    for (const name of ['a', 'b']) folder.write(`models/${name}.png`, large);
    folder.write('models/c.png', other);
    folder.write('models/c.png.metadata.json', '{"rating": 2}');
    const made = await opened();
    const { revision, found } = await made.look(LIBRARY, view({ order: 'name' }));
    assert.deepEqual([found, made.cells(revision, 0, 2).map(({ copies }) => copies)], [2, [1, 0]]);
    renameSync(at('models/c.png'), at('models/.previews/../d.png'));
    await made.refresh();
    assert.deepEqual(told.flatMap((change) => change.found), [{ from: at('models/c.png'), to: at('models/d.png'), favourite: undefined, rating: 2, tags: undefined }]); // prettier-ignore
    assert.equal((await made.look(LIBRARY, view({ filter: 'rating:2' }))).found, 1);
  });
});

describe('Gallery', () => {
  const folder = tempFolder();
  let gallery: Gallery;
  beforeEach(() => {
    mkdirSync(join(folder.path, 'models'));
    gallery = new Gallery({
      workerFolder: resolve('dist'),
      cacheFolder: join(folder.path, 'cache'),
      texts: MARKED,
    });
  });
  afterEach(() => gallery.close());
  const library = () => ({ roots: [join(folder.path, 'models')], models: [] });

  it('answers from its thread, in the language of the user', async () => {
    folder.write('models/a.png', png('fox'));
    folder.write('models/b.png', '');
    const changes: GalleryChange[] = [];
    gallery.onChange((change) => changes.push(change));
    await gallery.open(library());
    await gallery.refresh();
    const { revision, found, filterProblem } = await gallery.look(
      LIBRARY,
      view({ order: 'name', filter: 'steps:x' }),
    );
    assert.deepEqual([found, filterProblem], [2, mark('x is no number for steps:.')]);
    const cells = await gallery.cells(revision, 0, 2);
    assert.deepEqual(cells.map(({ problem }) => problem), [undefined, mark('The file is empty.')]); // prettier-ignore
    assert.equal((await gallery.place(revision, 0))?.picture?.prompt, 'fox');
    assert.deepEqual((await gallery.facets(revision))?.tools, ['A1111']);
    await gallery.drop(revision);
    assert.equal(await gallery.changes(revision), undefined);
    assert.ok(changes.length > 0);
  });

  it('keeps what was read when it is closed, and refuses what is asked afterwards of the old thread', async () => {
    folder.write('models/a.png', png('fox'));
    await gallery.open(library());
    await gallery.refresh();
    const looking = gallery.look(LIBRARY, view());
    await gallery.close();
    assert.equal((await looking).found, 1);
    // The next call starts another thread, with the same library.
    assert.equal((await gallery.look(LIBRARY, view())).found, 1);
  });
});
