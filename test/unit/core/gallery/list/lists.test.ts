import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { GalleryList, GalleryLists } from '../../../../../src/core/gallery/list/lists';
import type { Subject, View } from '../../../../../src/core/gallery/list/view';
import { matches, parseQuery } from '../../../../../src/core/gallery/query/galleryQuery';
import { gallery, model, put, ROOT, view, type Said } from './listFixture';

const LIBRARY: Subject = { kind: 'library' };
const paths = ({ places }: GalleryList) =>
  places.map(({ listed: { picture, owner } }) =>
    picture.kind === 'model' ? (owner?.path ?? '') : (picture.folder + picture.name).replace(`${ROOT}/`, ''),
  );
const shown = (lists: GalleryLists, subject: Subject = LIBRARY, said: Partial<View> = {}) =>
  paths(lists.look(subject, view(said)));

describe('lists that are held', () => {
  it('go in the order of their last use, so that one that is shown is not lost to others', () => {
    const { lists } = gallery({ [`${ROOT}/a.png`]: {} });
    const shownOne = lists.look(LIBRARY, view());
    const leftOne = lists.look(LIBRARY, view());
    for (let index = 0; index < 100; index++) {
      lists.look(LIBRARY, view());
      assert.ok(lists.get(shownOne.revision));
    }
    assert.equal(lists.get(leftOne.revision), undefined);
  });
});

describe('which pictures are of a subject', () => {
  const ink = model(`${ROOT}/who/Ink/ink.safetensors`, {
    name: 'Ink Wash',
    creator: 'Who',
    modelId: 5,
    versionId: 50,
  });
  const old = model(`${ROOT}/who/Ink/v1/ink-old.safetensors`, { creator: 'Who', modelId: 5, versionId: 51 });
  const many = ['fog', 'fog.rain'].map((name) =>
    model(`${ROOT}/flat/${name}.safetensors`, { creator: 'other' }),
  );
  const alone = model(`${ROOT}/alone.safetensors`, { preview: `${ROOT}/.previews/9.png` });
  const { lists } = gallery(
    {
      [`${ROOT}/who/Ink/1.jpeg`]: {},
      [`${ROOT}/who/Ink/more/2.jpeg`]: {},
      [`${ROOT}/who/Ink/v1/3.jpeg`]: {},
      [`${ROOT}/flat/fog.preview.png`]: {},
      [`${ROOT}/flat/fog.rain.png`]: {},
      [`${ROOT}/flat/4.png`]: {},
      [`${ROOT}/5.png`]: {},
      [`${ROOT}/.previews/9.png`]: {},
      '/images/6.jpeg': { versionId: 51 },
      '/images/7.jpeg': { modelId: 5, creator: 'someone else' },
      '/images/8.jpeg': { creator: 'WHO' },
    },
    [ink, old, ...many, alone],
  );
  const of = (subject: Subject) => shown(lists, subject).sort();

  it('finds those of a model by its folder, its name, its preview and the ids of records', () => {
    const those = (...models: { path: string }[]) =>
      of({ kind: 'models', paths: models.map(({ path }) => path) });
    assert.deepEqual(those(ink), ['/images/7.jpeg', 'who/Ink/1.jpeg', 'who/Ink/more/2.jpeg']);
    assert.deepEqual(those(old), ['/images/6.jpeg', 'who/Ink/v1/3.jpeg']);
    assert.deepEqual(those(many[0]!), ['flat/fog.preview.png']);
    assert.deepEqual(those(many[1]!), ['flat/fog.rain.png']);
    assert.deepEqual(those(alone), ['.previews/9.png']);
    assert.deepEqual(those(alone, many[0]!), ['.previews/9.png', 'flat/fog.preview.png']);
  });

  it('finds those of a creator, a folder of models, the library, and folders of pictures', () => {
    assert.deepEqual(of({ kind: 'creator', name: 'who' }).length, 6);
    assert.deepEqual(of({ kind: 'modelFolder', path: `${ROOT}/who/Ink/v1` }), [
      '/images/6.jpeg',
      'who/Ink/v1/3.jpeg',
    ]);
    assert.deepEqual(of(LIBRARY).length, 8);
    assert.deepEqual(of({ kind: 'pictures', paths: ['/images'] }).length, 3);
    assert.deepEqual(of({ kind: 'pictures', paths: ['/image'] }), []);
    assert.deepEqual(of({ kind: 'pictures', paths: ['/images/6.jpeg'] }), ['/images/6.jpeg']);
  });

  it('finds those of a creator by the folder of downloads, whoever is named', () => {
    const named = model(`${ROOT}/named.safetensors`, { creator: 'Maria', versionId: 7 });
    const folder = `${ROOT}/creators/MARIA/Fog`;
    const loaded = model(`${folder}/fog.safetensors`, { versionId: 8 });
    const { lists: all } = gallery(
      {
        [`${folder}/1.png`]: {},
        [`${ROOT}/creators/mariana/2.png`]: {},
        [`${ROOT}/MARIA/3.png`]: {},
        '/images/7.png': { versionId: 7 },
        '/images/8.png': { versionId: 8 },
      },
      [named, loaded],
    );
    const maria = { kind: 'creator', name: 'maria' } as const;
    assert.deepEqual(shown(all, maria).sort(), [
      '/images/7.png',
      '/images/8.png',
      'creators/MARIA/Fog/1.png',
    ]);
    assert.deepEqual(shown(all, maria, { show: 'models' }).sort(), [named.path, loaded.path].sort());
  });

  it('shows models as cards', () => {
    const cards = (subject: Subject, filter = '') => shown(lists, subject, { show: 'models', filter }).sort();
    assert.deepEqual(cards({ kind: 'creator', name: 'Who' }), [old.path, ink.path].sort());
    assert.deepEqual(cards(LIBRARY).length, 5);
    assert.deepEqual(cards(LIBRARY, 'wash creator:who'), [ink.path]);
    assert.deepEqual(
      cards({ kind: 'modelFolder', path: `${ROOT}/flat` }),
      many.map(({ path }) => path).sort(),
    );
  });
});

describe('the orders and groups of a list', () => {
  const ink = model(`${ROOT}/Ink/ink.safetensors`, { name: 'Ink', baseModel: 'SDXL 1.0' });
  const { lists } = gallery(
    {
      [`${ROOT}/a 10.png`]: { mtimeMs: 3, baseModel: 'Pony', model: 'rare' },
      [`${ROOT}/a 9.png`]: { mtimeMs: 1, model: 'common', loras: ['Ink'] },
      [`${ROOT}/Ink/B.png`]: { mtimeMs: 2, model: 'common', loras: ['ink'] },
      [`${ROOT}/c.png`]: { mtimeMs: 4, baseModel: 'Flux.1 D', model: 'common', loras: ['ink'] },
    },
    [ink],
  );
  const by = (said: Partial<View>) => shown(lists, LIBRARY, said);

  it('sorts', () => {
    assert.deepEqual(by({ order: 'newest' }), ['c.png', 'a 10.png', 'Ink/B.png', 'a 9.png']);
    assert.deepEqual(by({ order: 'oldest' }), ['a 9.png', 'Ink/B.png', 'a 10.png', 'c.png']);
    assert.deepEqual(by({ order: 'name' }), ['a 9.png', 'a 10.png', 'Ink/B.png', 'c.png']);
    assert.deepEqual(by({ order: 'baseModel' }), ['c.png', 'a 10.png', 'Ink/B.png', 'a 9.png']);
    assert.deepEqual(by({ order: 'mostUsed' }), ['c.png', 'Ink/B.png', 'a 9.png', 'a 10.png']);
  });

  it('mixes by a number, the same way for the same number', () => {
    const { lists: large } = gallery(Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`${ROOT}/${at}.png`, {}]))); // prettier-ignore
    const mixed = (seed: number) => shown(large, LIBRARY, { order: 'random', seed });
    assert.deepEqual(mixed(1), mixed(1));
    assert.notDeepEqual(mixed(1), mixed(2));
    assert.deepEqual(mixed(1).sort(), mixed(2).sort());
    const places = mixed(3).map((path) => Number.parseInt(path));
    const beside = places.filter((place, at) => Math.abs(place - (places[at - 1] ?? -9)) === 1);
    assert.ok(beside.length < 15, String(beside.length));
  });

  it('groups by model and folder, each group in the order of the list', () => {
    const groups = (group: View['group'], filter = '') => {
      const list = lists.look(LIBRARY, view({ group, filter }));
      return [list.groups, paths(list)] as const;
    };
    assert.deepEqual(groups('none'), [
      [{ label: '', count: 4 }],
      ['c.png', 'a 10.png', 'Ink/B.png', 'a 9.png'],
    ]);
    assert.deepEqual(groups('model'), [
      [{ label: 'common', count: 2 }, { label: 'Ink', count: 1 }, { label: 'rare', count: 1 }],
      ['c.png', 'a 9.png', 'Ink/B.png', 'a 10.png'],
    ]); // prettier-ignore
    assert.deepEqual(groups('folder', '-model:rare'), [
      [{ label: 'models', count: 2 }, { label: 'models/Ink', count: 1 }],
      ['c.png', 'a 9.png', 'Ink/B.png'],
    ]); // prettier-ignore
  });

  it('groups pictures by the model of the library that they were made with, whatever they call it', () => {
    const known = model(`${ROOT}/dreamscape_xl.safetensors`, {
      name: 'Dreamscape XL',
      hashes: ['aaaaaaaaaa'],
    });
    const made = {
      [`${ROOT}/1.png`]: { model: 'dreamscape_xl' },
      [`${ROOT}/2.png`]: { model: 'renamed', hashes: 'aaaaaaaaaa' },
      [`${ROOT}/3.png`]: { model: 'other' },
    };
    const { lists: few } = gallery(made, [known]);
    const list = few.look(LIBRARY, view({ group: 'model' }));
    assert.deepEqual(list.groups, [
      { label: 'Dreamscape XL', count: 2 },
      { label: 'other', count: 1 },
    ]);
  });

  it('tells what can be picked, the most frequent first, whatever the filter leaves', () => {
    const list = lists.look(LIBRARY, view({ filter: 'model:rare' }));
    const { baseModels, loras } = lists.facets(list);
    assert.deepEqual(
      [baseModels, loras],
      [
        ['Flux.1 D', 'Pony', 'SDXL 1.0'],
        ['ink', 'Ink'],
      ],
    );
  });
});

describe('the most used models', () => {
  const sha = (digits: string) => digits.padEnd(64, '0');
  /** @param pictures what is known of each @returns the counted models, the most used first */
  function order(pictures: readonly Said[], ...models: ReturnType<typeof model>[]): string[] {
    const named = Object.fromEntries(pictures.map((said, at) => [`/pictures/${at}.png`, said]));
    const { lists } = gallery(named, models);
    return shown(lists, LIBRARY, { show: 'models', order: 'mostUsed' }).map((path) =>
      path.replace(/.*\//, ''),
    );
  }
  // Of two that are used as much, the newer one comes first.
  const one = model(`${ROOT}/one.safetensors`, { mtimeMs: 1, hashes: [sha('aaaaaaaaaa11')] });
  const two = model(`${ROOT}/two.safetensors`, { mtimeMs: 2, hashes: [sha('bbbbbbbbbb22'), 'cccccccccc33'] });
  const unused = ['two.safetensors', 'one.safetensors'];
  const oneFirst = ['one.safetensors', 'two.safetensors'];

  it('are found by the hash of a checkpoint and of a LoRA, as many digits as a picture has', () => {
    assert.deepEqual(order([{ model: 'other' }, { loras: ['unknown'] }], one, two), unused);
    assert.deepEqual(order([{ model: 'renamed', hashes: 'aaaaaaaaaa' }], one, two), oneFirst);
    assert.deepEqual(order([{ hashes: 'aaaaaaaaaa11' }], one, two), oneFirst);
    assert.deepEqual(order([{ loras: ['x', 'y'], hashes: '  aaaaaaaaaa' }], one, two), oneFirst);
    const short = model(`${ROOT}/one.safetensors`, { mtimeMs: 1, hashes: ['aaaaaaaaaa'] });
    assert.deepEqual(order([{ model: 'renamed', hashes: 'aaaaaaaaaa11' }], short, two), oneFirst);
    const seven = model(`${ROOT}/one.safetensors`, { mtimeMs: 1, hashes: ['aaaaaaa'] });
    assert.deepEqual(order([{ hashes: 'aaaaaaa' }], seven, two), unused, 'seven digits are no proof');
  });

  it('are told from another version of the same name by the hash, and by the name without one', () => {
    const v1 = model(`${ROOT}/v1/ink.safetensors`, { name: 'Ink 1', mtimeMs: 1, hashes: ['aaaaaaaaaa'] });
    const v2 = model(`${ROOT}/v2/ink.safetensors`, { name: 'Ink 2', mtimeMs: 2, hashes: ['bbbbbbbbbb'] });
    const { lists } = gallery({ '/pictures/1.png': { model: 'ink', hashes: 'aaaaaaaaaa' } }, [v1, v2]);
    const models = (said: typeof lists) => shown(said, LIBRARY, { show: 'models', order: 'mostUsed' });
    assert.deepEqual(models(lists), [v1.path, v2.path]);
    const { lists: unproved } = gallery({ '/pictures/1.png': { model: 'INK', hashes: 'dddddddddd' } }, [
      v1,
      v2,
    ]);
    assert.deepEqual(models(unproved), [v2.path, v1.path]);
  });

  it('are counted once a picture, however often it names them', () => {
    const twice: Said = { model: 'two', loras: ['two', 'x'], hashes: 'bbbbbbbbbb  cccccccccc' };
    assert.deepEqual(order([twice, { model: 'one' }, { hashes: 'aaaaaaaaaa' }], one, two), oneFirst);
    assert.deepEqual(order([twice, twice, { model: 'one' }], two, one), unused);
  });

  it('order the pictures that were made with them, too', () => {
    const { lists, catalogue } = gallery(
      {
        [`${ROOT}/1.png`]: { mtimeMs: 9, model: 'rare' },
        [`${ROOT}/2.png`]: { mtimeMs: 1, model: 'renamed', hashes: 'aaaaaaaaaa' },
        [`${ROOT}/3.png`]: { mtimeMs: 2, model: 'one' },
      },
      [one],
    );
    assert.deepEqual(shown(lists, LIBRARY, { order: 'mostUsed' }), ['3.png', '2.png', '1.png']);
    catalogue.setModels([], [ROOT]);
    assert.deepEqual(shown(lists, LIBRARY, { order: 'mostUsed' }), ['1.png', '3.png', '2.png']);
  });
});

describe('the filter of a list', () => {
  it('finds what the search language finds picture by picture', () => {
    const words = fc.constantFrom('fox', 'red', 'ÉTÉ', 'snow fox', 'a');
    const picture = fc.record(
      {
        prompt: fc.array(words, { maxLength: 3 }).map((parts) => parts.join(' ')),
        negative: words,
        steps: fc.nat(3),
        tags: fc.array(words, { maxLength: 2 }),
      },
      { requiredKeys: [] },
    );
    const term = fc.constantFrom('fox', '-red', '"red fox"', 'prompt:fox,été', '-negative:red', 'steps:>1', '-steps:2', 'tag:snow', 'a', '3.png', 'nonsense:x'); // prettier-ignore
    fc.assert(
      fc.property(
        fc.array(picture, { maxLength: 8 }),
        fc.array(term, { maxLength: 3 }),
        (pictures, terms) => {
          const said = Object.fromEntries(pictures.map((one, at) => [`${ROOT}/${at}.png`, one as Said]));
          const { index, lists, catalogue } = gallery(said);
          const query = parseQuery(terms.join(' '));
          const wanted = catalogue.all().flatMap((one) => {
            if (!one) return [];
            const text = (key: keyof typeof index.columns) => index.columns[key].get(one.id).toString();
            const plain = { prompt: text('prompt'), negative: text('negative'), words: text('words') };
            return matches(query, one, plain) ? [one.picture.name] : [];
          });
          assert.deepEqual(shown(lists, LIBRARY, { filter: terms.join(' '), order: 'name' }), wanted);
        },
      ),
    );
  });

  it('says how many there are without it, and what of it was not understood', () => {
    const { lists } = gallery({ [`${ROOT}/1.png`]: { prompt: 'fox' }, [`${ROOT}/2.png`]: {} });
    const list = lists.look(LIBRARY, view({ filter: 'fox steps:many' }));
    assert.deepEqual([paths(list), list.all], [['1.png'], 2]);
    assert.match(list.filterProblem ?? '', /many/);
  });

  it('shows a picture once that several files hold', () => {
    const { lists } = gallery({
      [`${ROOT}/1.png`]: { fingerprint: 'x', mtimeMs: 1 },
      [`${ROOT}/2.png`]: { fingerprint: 'x', mtimeMs: 2, favourite: true },
      [`${ROOT}/3.png`]: { fingerprint: 'x', mtimeMs: 3 },
      [`${ROOT}/4.png`]: { mtimeMs: 4 },
      // Only the ends are known to be the same.
      [`${ROOT}/5.png`]: { fingerprint: 'y', size: 200_000, mtimeMs: 5 },
      [`${ROOT}/6.png`]: { fingerprint: 'y', size: 200_000, mtimeMs: 6 },
      [`${ROOT}/7.png`]: { fingerprint: 'z', size: 200_000, digest: 'd', mtimeMs: 7 },
      [`${ROOT}/8.png`]: { fingerprint: 'z', size: 200_000, digest: 'd', mtimeMs: 8 },
    });
    const list = lists.look(LIBRARY, view());
    assert.deepEqual([paths(list), list.all], [['8.png', '6.png', '5.png', '4.png', '3.png'], 5]);
    assert.deepEqual(list.places.map(({ listed }) => listed.copies), [1, 0, 0, 0, 2]); // prettier-ignore
    assert.deepEqual(shown(lists, LIBRARY, { filter: 'is:copy' }), ['8.png', '3.png']);
    assert.deepEqual(shown(lists, LIBRARY, { filter: 'is:favourite' }), ['2.png']);
    assert.equal(lists.placeOf(list, `${ROOT}/1.png`), 4);
    assert.equal(lists.placeOf(list, `${ROOT}/4.png`), 3);
    assert.equal(lists.placeOf(list, `${ROOT}/none.png`), undefined);
  });
});

describe('a list and the changes after it', () => {
  it('keeps its places, with holes where pictures went, and tells each change once', () => {
    const { lists, index } = gallery({ [`${ROOT}/1.png`]: {}, [`${ROOT}/2.png`]: {}, [`${ROOT}/3.png`]: {} });
    const list = lists.look(LIBRARY, view({ order: 'name' }));
    const nothing = { revision: list.revision, altered: [], gone: [], added: 0 };
    assert.deepEqual(lists.changes(list), nothing);
    index.remove(0);
    put(index, `${ROOT}/2.png`, { favourite: true });
    put(index, `${ROOT}/0.png`);
    assert.deepEqual(lists.changes(list), { ...nothing, altered: [1], gone: [0], added: 1 });
    assert.deepEqual(paths(list), ['1.png', '2.png', '3.png']);
    assert.deepEqual(list.places.map(({ isGone }) => isGone), [true, false, false]); // prettier-ignore
    assert.deepEqual(lists.changes(list), { ...nothing, added: 1 });
    put(index, `${ROOT}/1.png`);
    assert.deepEqual(lists.changes(list), { ...nothing, altered: [0], added: 1 });
    assert.deepEqual(shown(lists, LIBRARY, { order: 'name' }), ['0.png', '1.png', '2.png', '3.png']);
  });

  it('alters only the pictures of the models that have changed', () => {
    const models = [model(`${ROOT}/a/a.safetensors`), model(`${ROOT}/b/b.safetensors`)];
    const { lists, catalogue } = gallery({ [`${ROOT}/a/1.png`]: {}, [`${ROOT}/b/2.png`]: {} }, models);
    const list = lists.look(LIBRARY, view({ order: 'name' }));
    const cards = lists.look(LIBRARY, view({ order: 'name', show: 'models' }));
    catalogue.setModels([{ ...models[0]! }, { ...models[1]!, baseModel: 'Pony' }], [ROOT]);
    assert.deepEqual([lists.changes(list).altered, lists.changes(cards).altered], [[1], [1]]);
    catalogue.setModels([models[0]!], [ROOT]);
    assert.deepEqual(lists.changes(cards).gone, [1]);
    assert.deepEqual(shown(lists, LIBRARY, { filter: 'base:pony' }), []);
  });

  it('is held until it is dropped', () => {
    const { lists } = gallery({});
    const { revision } = lists.look(LIBRARY, view());
    assert.ok(lists.get(revision));
    lists.drop(revision);
    assert.equal(lists.get(revision), undefined);
  });
});
