import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import fs from 'node:fs/promises';
import { join } from 'node:path';
import { mock } from 'node:test';
import { describe, it } from 'mocha';
import { companionsOf, rivalsOf } from '../../../../../src/core/models/rename/companions';
import { planRename, renameModel } from '../../../../../src/core/models/rename/renameModel';
import { tempFolder } from '../../../support/tempFolder';

/** What lies beside a model `a__b.safetensors` and belongs to it. */
const OWN = [
  'a__b.safetensors.metadata.json',
  'a__b.metadata.json',
  'a__b.civitai.info',
  'a__b.cm-info.json',
  'a__b.json',
  'a__b.api_info.json',
  'a__b.html',
  'a__b.swarm.json',
  'a__b.meta.json',
  'a__b.txt',
  'a__b.description.txt',
  'a__b.yaml',
  'a__b.png',
  'a__b.preview.jpeg',
  'a__b.thumb.WEBP',
  'a__b.example.12.jpg',
  'a__b.mp4',
  '.previews/a__b.jpg',
  '.previews/a__b.safetensors.webp',
];
/** What has a like name and does not. */
const FOREIGN = [
  'a__b.ckpt.metadata.json',
  'a__b_1.png',
  'a__b-000010.safetensors',
  'a__b-000010.png',
  'a__bc.json',
  'a__b.bak',
  'a__b.png.txt',
  'x.a__b.png',
  '.previews/a__bc.jpg',
  '.previews/a__b.txt',
];

describe('what belongs to a model by its name', () => {
  const folder = {
    names: [...OWN, ...FOREIGN, 'a__b.safetensors'].filter((path) => !path.includes('/')),
    previews: [...OWN, ...FOREIGN].filter((path) => path.includes('/')).map((path) => path.slice(10)),
  };

  it('is its sidecar and its preview, those of other tools, and pictures', () => {
    const found = companionsOf('a__b.safetensors', folder);
    assert.deepEqual(found.map(({ path }) => path).sort(), [...OWN].sort());
    assert.equal(found[0]?.path, 'a__b.safetensors.metadata.json');
  });

  it('may be written in another case or with other accents, or with the whole name', () => {
    const names = [
      'caf\u00e9.safetensors',
      'cafe\u0301.json',
      'Caf\u00e9.PREVIEW.png',
      'caf\u00e9.safetensors.civitai.info',
    ];
    const companions = companionsOf('caf\u00e9.safetensors', { names, previews: [] });
    assert.deepEqual(
      companions.map(({ path, renamed }) => [path, renamed('new.safetensors')]),
      [
        ['cafe\u0301.json', 'new.json'],
        ['Caf\u00e9.PREVIEW.png', 'new.PREVIEW.png'],
        ['caf\u00e9.safetensors.civitai.info', 'new.safetensors.civitai.info'],
      ],
    );
  });

  it('is not what another model is called like, which differs in case', () => {
    const names = ['foo.safetensors', 'Foo.safetensors', 'foo.json', 'Foo.json', 'FOO.png'];
    const paths = companionsOf('foo.safetensors', { names, previews: [] }).map(({ path }) => path);
    assert.deepEqual(paths, ['foo.json', 'FOO.png']);
  });

  it('is called by the new name when the model is', () => {
    for (const { path, renamed } of companionsOf('a__b.safetensors', folder)) {
      assert.equal(renamed('new.v2.safetensors'), path.replace('a__b', 'new.v2'));
    }
  });

  it('may be that of another model: of the same name, or of one that goes on with a dot', () => {
    assert.deepEqual(rivalsOf('a__b.safetensors', folder), []);
    const models = ['a__b.ckpt', 'a__b.preview.pt', 'a__bc.pt', 'a__b.other.pt', 'a__b.safetensors.ckpt'];
    const names = [...folder.names, ...models];
    assert.deepEqual(rivalsOf('a__b.safetensors', { ...folder, names }), [
      'a__b.ckpt',
      'a__b.preview.pt',
      'a__b.safetensors.ckpt',
    ]);
  });
});

describe('renaming a model', () => {
  const folder = tempFolder();
  const rename = async (): Promise<void> =>
    renameModel(await planRename(join(folder.path, 'a__b.safetensors'), 'a_b.safetensors'));
  const listing = (): string[] => readdirSync(folder.path, { recursive: true, encoding: 'utf8' }).sort();

  /** Writes files that hold their own name. */
  function fill(names: readonly string[]): void {
    mkdirSync(join(folder.path, '.previews'), { recursive: true });
    for (const name of names) folder.write(name, name.endsWith('.metadata.json') ? '{}' : name);
  }

  it('takes along what belongs to it, and nothing else', async () => {
    const foreign = FOREIGN.filter((name) => name !== 'a__b.ckpt.metadata.json');
    fill([...OWN, ...foreign, 'a__b.safetensors']);
    await rename();
    const expected = [...OWN, 'a__b.safetensors'].map((name) => name.replace('a__b', 'a_b'));
    assert.deepEqual(listing(), ['.previews', ...expected, ...foreign].sort());
    assert.equal(readFileSync(join(folder.path, 'a_b.safetensors'), 'utf8'), 'a__b.safetensors');
    assert.equal(readFileSync(join(folder.path, 'a_b.example.12.jpg'), 'utf8'), 'a__b.example.12.jpg');
  });

  it('lets the sidecar name the preview where it is, and changes nothing else of it', async () => {
    for (const preview of ['.previews/a__b.jpg', 'a__b.preview.png']) {
      fill(['a__b.safetensors', preview]);
      const text = (path: string): string => `{ "notes": "a__b", "seed": 7.0, "preview_path": "${path}"`;
      folder.write('a__b.safetensors.metadata.json', `${text(preview)} }`);
      await rename();
      const after = readFileSync(join(folder.path, 'a_b.safetensors.metadata.json'), 'utf8');
      assert(after.startsWith(text(preview.replace('a__b', 'a_b'))), after);
      for (const name of ['a_b.safetensors', 'a_b.safetensors.metadata.json', preview.replace('a__b', 'a_b')])
        unlinkSync(join(folder.path, name));
    }
  });

  it('leaves a preview of another name where it is', async () => {
    fill(['a__b.safetensors', 'cover.png']);
    const sidecar = '{ "preview_path": "cover.png" }';
    folder.write('a__b.safetensors.metadata.json', sidecar);
    await rename();
    assert.equal(readFileSync(join(folder.path, 'a_b.safetensors.metadata.json'), 'utf8'), sidecar);
  });

  for (const inTheWay of [
    'a_b.safetensors',
    'A_B.SAFETENSORS',
    'a_b.safetensors.metadata.json',
    'a_b.png',
    'A_b.Civitai.info',
    '.previews/a_b.jpg',
  ]) {
    it(`is refused where ${inTheWay} is in the way`, async () => {
      fill(['a__b.safetensors', 'a__b.png', '.previews/a__b.jpg', inTheWay]);
      const before = listing();
      await assert.rejects(rename(), {
        code: 'bad_input',
        message: `a__b.safetensors keeps its name: ${inTheWay} is in the way.`,
      });
      assert.deepEqual(listing(), before);
      assert.equal(
        readFileSync(join(folder.path, inTheWay), 'utf8'),
        inTheWay.endsWith('metadata.json') ? '{}' : inTheWay,
      );
    });
  }

  it('is refused where letters with accents are one name to a system', async () => {
    folder.write('\u00e4__b.safetensors', '');
    folder.write('a\u0308_b.safetensors', '');
    const plan = planRename(join(folder.path, '\u00e4__b.safetensors'), '\u00e4_b.safetensors');
    await assert.rejects(plan, { code: 'bad_input' });
  });

  it('is refused where what lies beside it may be of another model', async () => {
    fill(['a__b.safetensors', 'a__b.ckpt', 'a__b.png']);
    await assert.rejects(rename(), {
      code: 'bad_input',
      message: 'a__b.safetensors keeps its name: what lies beside it may belong to a__b.ckpt as well.',
    });
  });

  it('is taken back where a file is in the way by now, that one untouched', async () => {
    fill([...OWN, 'a__b.safetensors']);
    const plan = await planRename(join(folder.path, 'a__b.safetensors'), 'a_b.safetensors');
    for (const late of ['.previews/a_b.safetensors.webp', 'a_b.yaml', 'a_b.safetensors']) {
      folder.write(late, 'late');
      const before = listing();
      await assert.rejects(renameModel(plan), { code: 'bad_input' });
      assert.deepEqual(listing(), before);
      assert.equal(readFileSync(join(folder.path, late), 'utf8'), 'late');
      unlinkSync(join(folder.path, late));
    }
    await renameModel(plan);
  });

  it('is taken back where a file is gone by now, or the sidecar cannot follow', async () => {
    fill(['a__b.safetensors', 'a__b.png', '.previews/a__b.jpg']);
    const plan = await planRename(join(folder.path, 'a__b.safetensors'), 'a_b.safetensors');
    unlinkSync(join(folder.path, 'a__b.png'));
    await assert.rejects(renameModel(plan), { code: 'missing', message: 'a__b.png is not there.' });
    assert.deepEqual(listing(), ['.previews', '.previews/a__b.jpg', 'a__b.safetensors']);

    const sidecar = folder.write(
      'a__b.safetensors.metadata.json',
      '{ "preview_path": ".previews/a__b.jpg" }',
    );
    chmodSync(sidecar, 0o444);
    await assert.rejects(rename(), { code: 'read_only' });
    assert.deepEqual(listing(), [
      '.previews',
      '.previews/a__b.jpg',
      'a__b.safetensors',
      'a__b.safetensors.metadata.json',
    ]);
  });

  const SIDECAR = 'a__b.safetensors.metadata.json';

  /** Renames, and tells after each step under what name the model has its sidecar, with `?` where it has none. */
  async function watched(): Promise<string[]> {
    const seen: string[] = [];
    const look = (): void => {
      const names = listing();
      const model = names.find((name) => name.endsWith('.safetensors')) ?? '';
      const text = names.includes(`${model}.metadata.json`) ? model : `${model}?`;
      if (seen.at(-1) !== text) seen.push(text);
    };
    const after = async (work: () => Promise<void>): Promise<void> => {
      await work();
      look();
    };
    const { link, rename: move, rm } = fs;
    const mocks = [
      mock.method(fs, 'link', (from: string, to: string) => after(() => link(from, to))),
      mock.method(fs, 'rename', (from: string, to: string) => after(() => move(from, to))),
      mock.method(fs, 'rm', (path: string) => after(() => rm(path))),
    ];
    try {
      look();
      await rename();
    } finally {
      for (const { mock } of mocks) mock.restore();
    }
    return seen;
  }

  it('leaves the model with its sidecar wherever it is killed', async () => {
    fill(['a__b.safetensors', SIDECAR, 'a__b.png']);
    assert.deepEqual(await watched(), ['a__b.safetensors', 'a_b.safetensors']);
    assert.deepEqual(listing(), ['.previews', 'a_b.png', 'a_b.safetensors', 'a_b.safetensors.metadata.json']);
  });

  it('takes the sidecar along where a file cannot have two names, or is a link', async () => {
    fill(['a__b.safetensors', SIDECAR]);
    const none = mock.method(fs, 'link', () => Promise.reject(Object.assign(new Error(), { code: 'EPERM' })));
    try {
      await rename();
    } finally {
      none.mock.restore();
    }
    assert.deepEqual(listing(), ['.previews', 'a_b.safetensors', 'a_b.safetensors.metadata.json']);

    symlinkSync(folder.write('elsewhere.json', '{}'), join(folder.path, 'c__d.safetensors.metadata.json'));
    fill(['c__d.safetensors']);
    await renameModel(await planRename(join(folder.path, 'c__d.safetensors'), 'c_d.safetensors'));
    assert(lstatSync(join(folder.path, 'c_d.safetensors.metadata.json')).isSymbolicLink());
    assert(!existsSync(join(folder.path, 'c__d.safetensors.metadata.json')));
  });

  it('renames a link, not what it leads to', async () => {
    mkdirSync(join(folder.path, 'store'));
    const target = folder.write('store/blob', 'x');
    symlinkSync(target, join(folder.path, 'a__b.safetensors'));
    await rename();
    assert.deepEqual(listing(), ['a_b.safetensors', 'store', 'store/blob']);
  });
});
