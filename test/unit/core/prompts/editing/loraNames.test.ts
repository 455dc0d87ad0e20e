import assert from 'node:assert/strict';
import { LoraNames, isWritable, loraName } from '../../../../../src/core/prompts/editing/loraNames';

/** Names of files, each with its aliases; the model is the path. */
function names(files: Readonly<Record<string, readonly string[]>>, offered = true): LoraNames<string> {
  return new LoraNames(
    Object.entries(files).map(([relativePath, aliases]) => ({
      model: relativePath,
      relativePath,
      aliases,
      offered,
    })),
  );
}

describe('loraName', () => {
  it('is the name of a file without folder and extension', () => {
    assert.equal(loraName('a/b/mira.safetensors'), 'mira');
    assert.equal(loraName('my.lora.v1.5.pt'), 'my.lora.v1.5');
    assert.equal(loraName('no extension'), 'no extension');
  });

  it('can be written in a tag unless it has what ends one', () => {
    assert.ok(isWritable('水彩 (v1), new'));
    for (const name of ['a:b', 'a>b', '<a', ' ']) assert.ok(!isWritable(name), name);
  });
});

describe('LoraNames', () => {
  describe('resolve', () => {
    const library = names({
      'loras/mira.safetensors': ['Mira of the Lake', 'neon'],
      'loras/Kestrel.safetensors': ['kestrel_v2'],
      'loras/neon.safetensors': [],
      'old/mira.safetensors': [],
      'upper/MIRA.pt': [],
    });

    for (const [what, name, found] of [
      ['a file by its name', 'Kestrel', ['loras/Kestrel.safetensors']],
      ['a file by an alias', 'Mira of the Lake', ['loras/mira.safetensors']],
      ['a file of that name before an alias', 'neon', ['loras/neon.safetensors']],
      ['every file of the name', 'mira', ['loras/mira.safetensors', 'old/mira.safetensors']],
      ['letter for letter before any case', 'MIRA', ['upper/MIRA.pt']],
      ['in any case', 'kestrel', ['loras/Kestrel.safetensors']],
      ['an alias in any case', 'KESTREL_V2', ['loras/Kestrel.safetensors']],
      ['all that any case fits', 'Mira', ['loras/mira.safetensors', 'old/mira.safetensors', 'upper/MIRA.pt']],
      ['a file by its folder', 'old/mira', ['old/mira.safetensors']],
      ['a file by its folder, as Windows writes it', 'Old\\mira', ['old/mira.safetensors']],
      ['nothing in a folder that has it not', 'new/mira', []],
      ['nothing in a part of a folder', 'ld/mira', []],
      ['nothing by half a name', 'mir', []],
      ['nothing by a name with its extension', 'mira.safetensors', []],
      ['nothing by blanks', ' ', []],
      ['nothing by a name of JavaScript', 'constructor', []],
    ] as const) {
      it(`finds ${what}`, () => assert.deepEqual(library.resolve(name), found));
    }
  });

  describe('nearest', () => {
    const library = names({
      'a/neon_city_style.safetensors': [],
      'a/mira.safetensors': [],
      'a/watercolor_sketch_v1.safetensors': [],
      'a/watercolor_sketch_v2.safetensors': [],
      'a/水彩.safetensors': [],
      'a/bad:name.safetensors': [],
    });
    const nearest = (name: string) => library.nearest(name).map((near) => near.name);

    for (const [name, expected] of [
      ['neon_city_stile', ['neon_city_style']],
      ['Neon City Style', ['neon_city_style']],
      ['neon-city-style.safetensors', ['neon_city_style']],
      ['styles/neon_city_style', ['neon_city_style']],
      ['neon_city', ['neon_city_style']],
      ['mirra', ['mira']],
      ['mira_v2', ['mira']],
      [' mira', ['mira']],
      ['watercolor_sketch_v3', ['watercolor_sketch_v1', 'watercolor_sketch_v2']],
      ['watercolor_sketch_v22', ['watercolor_sketch_v2', 'watercolor_sketch_v1']],
      ['水彩 v2', ['水彩']],
      ['bad_name', []],
      ['kestrel', []],
      ['m', []],
      ['', []],
      ['___', []],
      ['x'.repeat(10_000), []],
    ] as const) {
      it(`of “${name.slice(0, 40)}” are ${expected.join(', ') || 'none'}`, () => {
        assert.deepEqual(nearest(name), expected);
      });
    }

    it('are at most as many as asked for, the nearest first', () => {
      assert.deepEqual(
        library.nearest('watercolor_sketch_v2b', 1).map(({ name }) => name),
        ['watercolor_sketch_v2'],
      );
    });

    it('are of models that a prompt can call', () => {
      const checkpoints = names({ 'a/mira.safetensors': [] }, false);
      assert.deepEqual(checkpoints.nearest('mirra'), []);
      assert.deepEqual(checkpoints.resolve('mira'), ['a/mira.safetensors']);
      assert.equal(checkpoints.hasLoras, false);
      assert.equal(library.hasLoras, true);
    });

    it('are found in ten thousand names for a hundred tags', () => {
      const many = names(
        Object.fromEntries(
          Array.from({ length: 10_000 }, (_, index) => [`a/some_style_of_mine_${index}.safetensors`, []]),
        ),
      );
      for (let index = 0; index < 100; index++) {
        const near = many.nearest(`some_stile_of_mine_${index}`);
        assert.equal(near[0]?.name, `some_style_of_mine_${index}`);
      }
    });
  });
});
