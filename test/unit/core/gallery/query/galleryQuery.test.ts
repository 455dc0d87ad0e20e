import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { GalleryModel } from '../../../../../src/core/gallery/picture';
import { valuesIn, withoutValue, withValue } from '../../../../../src/core/gallery/query/editQuery';
import { FIELDS } from '../../../../../src/core/gallery/query/fields';
import { fold } from '../../../../../src/core/gallery/query/fold';
import { matches, parseQuery } from '../../../../../src/core/gallery/query/galleryQuery';
import type { Searched } from '../../../../../src/core/gallery/query/searched';

const owner: GalleryModel = {
  path: '/models/Ink Wash.safetensors',
  name: 'Ink Wash',
  type: 'LORA',
  baseModel: 'SDXL 1.0',
  creator: 'someArtist',
  tags: ['style', 'traditional media'],
  mtimeMs: 0,
};

const PICTURE: Searched['picture'] = {
  folder: '/pictures/2026/',
  name: 'Sunset 001.png',
  size: 10,
  mtimeMs: new Date(2026, 2, 5, 12).getTime(),
  kind: 'image',
  width: 1024,
  height: 1536,
  fingerprint: 'f',
  tool: 'ComfyUI',
  hasPrompt: true,
  hasNegative: true,
  seed: '18446744073709551615',
  steps: 30,
  cfg: 6.5,
  sampler: 'DPM++ 2M',
  model: 'juggernautXL_v9',
  loras: ['detail-tweaker', 'Ink'],
  level: 4,
  favourite: true,
  rating: 4,
  tags: ['keep'],
};
const TEXTS = {
  prompt: fold('A Lighthouse at  dusk,\n(glow:1.2), ÉTÉ'),
  negative: fold('blurry, Bad Hands'),
  words: fold('Sunset 001.png juggernautXL_v9 keep'),
};

function finds(
  query: string,
  changes: Partial<Searched['picture']> = {},
  more: Partial<Searched> = {},
): boolean {
  const parsed = parseQuery(query);
  assert.equal(parsed.problem, undefined);
  return matches(parsed, { picture: { ...PICTURE, ...changes }, copies: 0, ...more }, TEXTS);
}

describe('the search language of galleries', () => {
  const YES = [
    '', '   ', 'lighthouse', 'DUSK light', '"at dusk, (glow"', 'été', 'sunset', 'JUGGERNAUT', 'keep', '-cat', 'lighthouse,', '-"at noon"', '(glow:1.2)', 'glow:1.2',
    'lora:tweaker', 'lora:"ink"', 'lora:"nothing",ink', '-lora:other', 'model:jugger', 'tool:comfyui', 'sampler:dpm++', 'sampler:"DPM++ 2M"',
    'negative:"bad hands"', 'prompt:"a lighthouse"', 'prompt:cat,dusk', 'steps:30', 'steps:>29', 'steps:>=30', 'steps:<31', 'steps:20..30', 'steps:30..', 'steps:..30', 'steps:1,30',
    'cfg:<=7', 'cfg:6.5', 'width:>1000', 'height:1536', 'size:1024x1536', 'size:1x1,1024x1536', 'level:r', 'level:R', 'level:>=pg13', 'level:<x', 'level:pg,r', 'level:pg..r', '-level:unknown',
    'rating:>=4', 'has:prompt', 'has:negative,seed', 'is:favourite', 'IS:Favorite', 'is:image', '-is:video', '-is:broken', '-is:copy', 'tag:keep',
    'file:SUNSET', 'file:"sunset 001"', 'folder:2026', 'folder:"/pictures/"', 'date:2026', 'date:2026-03', 'date:2026-03-05', 'date:>2026-03-04', 'date:<2026-03-06', 'date:2026-03-01..2026-03-05', '-date:>2026-03-05',
    'seed:18446744073709551615', 'seed:>1000',
  ]; // prettier-ignore
  const NO = [
    'cat', '-lighthouse', '"dusk at"', 'lora:"detail"', 'lora:other', '-lora:tweaker', 'model:"jugger"', 'negative:lighthouse', 'prompt:blurry', 'prompt:sunset',
    'steps:31', 'steps:>30', 'steps:<30', 'steps:10..29', 'cfg:7', 'width:<1024', 'size:1536x1024', 'level:x', 'level:unknown', 'level:>r', 'rating:5', 'is:video', 'is:broken', 'is:copy', '-is:favourite', '-has:prompt',
    'seed:18446744073709551614', 'date:2025', 'date:2026-03-04', 'date:<2026-03-05', 'folder:2025', 'lighthouse cat', 'base:sdxl', 'type:lora',
  ]; // prettier-ignore
  for (const query of YES) it(`finds by ${query}`, () => assert.equal(finds(query), true));
  for (const query of NO) it(`does not find by ${query}`, () => assert.equal(finds(query), false));

  it('asks the model that a picture shows for what the picture does not say', () => {
    for (const query of [
      'base:sdxl',
      'base:"SDXL 1.0",Pony',
      'type:LORA',
      'tag:"traditional media"',
      'creator:someartist',
      'model:"ink wash"',
    ])
      // prettier-ignore
      assert.equal(finds(query, {}, { owner }), true, query);
    assert.equal(finds('base:sdxl', { baseModel: 'Pony' }, { owner }), false);
  });

  it('finds copies, broken ones and unknown levels', () => {
    assert.equal(finds('is:copy', {}, { copies: 1 }), true);
    assert.equal(finds('is:broken', { fault: 'jxl' }), true);
    assert.equal(finds('level:unknown', { level: undefined }), true);
    assert.equal(finds('level:r,unknown', { level: undefined }), true);
    assert.equal(finds('-level:r', { level: undefined }), true);
    assert.equal(finds('level:<=xxx', { level: undefined }), false);
  });

  it('tells in words what it does not understand, and goes by the rest', () => {
    for (const query of [
      'lore:x',
      'steps:many',
      'steps:',
      'level:q',
      'has:wings',
      'is:constructor',
      'size:big',
      'date:2026-13',
      'date:2026-02-30',
      'rating:..',
      'constructor:x',
    ]) {
      // prettier-ignore
      const parsed = parseQuery(`lighthouse ${query}`);
      assert.notEqual(parsed.problem, undefined, query);
      assert.equal(parsed.conditions.length, 1, query);
    }
    assert.match(parseQuery('lore:x').problem ?? '', /lore:/);
  });

  it('takes any text without throwing, and tells of all it leaves out', () => {
    const piece = fc.oneof(
      fc.constantFrom(...Object.keys(FIELDS).map((field) => `${field}:`)),
      fc.constantFrom(
        '"',
        '\\',
        '-',
        ',',
        ' ',
        ':',
        '..',
        '>',
        '<=',
        'pg',
        '30',
        'http://a',
        '\n',
        '((',
        '\0',
      ),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const query = pieces.join('');
        const parsed = parseQuery(query);
        matches(parsed, { picture: PICTURE, copies: 0 }, TEXTS);
        if (parsed.conditions.length === 0) assert.ok(parsed.problem !== undefined || !/[\p{L}\p{N}]/u.test(query) || /^[^]*""/.test(query)); // prettier-ignore
      }),
    );
  });

  it('finds a picture by any part of its prompt in quotes, and by the opposite not', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
        fc.nat(59),
        fc.integer({ min: 1, max: 20 }),
        (prompt, from, length) => {
          const part = Array.from(prompt)
            .slice(from, from + length)
            .join('');
          fc.pre(fold(part) !== '' && fold(prompt).includes(fold(part)));
          const texts = { prompt: fold(prompt), negative: '', words: '' };
          const written = `"${part.replace(/["\\]/g, '\\$&')}"`;
          const found = (query: string) => matches(parseQuery(query), { picture: PICTURE, copies: 0 }, texts);
          assert.equal(found(written), true);
          assert.equal(found(`-${written}`), false);
          assert.equal(found(`prompt:${written}`), true);
        },
      ),
    );
  });
});

describe('editing a search text by picks of a form', () => {
  it('adds to the field that is there, else behind the text', () => {
    assert.equal(withValue('', 'base', 'SDXL 1.0'), 'base:"SDXL 1.0"');
    assert.equal(withValue('cat base:Pony dog', 'base', 'SDXL 1.0'), 'cat base:Pony,"SDXL 1.0" dog');
    assert.equal(withValue('cat base:pony', 'base', 'Pony'), 'cat base:pony');
    assert.equal(withValue('-base:Pony', 'base', 'Pony'), '-base:Pony base:"Pony"');
    assert.equal(withValue('base:', 'base', 'Pony'), 'base:"Pony"');
    assert.equal(withValue('"open quo', 'base', 'Pony'), '"open quo" base:"Pony"');
    assert.equal(withValue('base:"SD', 'base', 'Pony'), 'base:"SD","Pony"');
  });

  it('takes a value away, and the field with its last one', () => {
    assert.equal(withoutValue('cat base:Pony,"SDXL 1.0" dog', 'base', 'pony'), 'cat base:"SDXL 1.0" dog');
    assert.equal(withoutValue('cat base:"SDXL 1.0" dog', 'base', 'SDXL 1.0'), 'cat dog');
    assert.equal(withoutValue('base:Pony', 'base', 'Pony'), '');
    assert.equal(withoutValue('-base:Pony', 'base', 'Pony'), '-base:Pony');
  });

  it('keeps all else: adding and removing gives what the text asked for before', () => {
    const value = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((text) => fold(text) !== '');
    const query = fc.array(fc.constantFrom('cat', '"two words"', 'tag:a,b', 'base:"X Y"', '-base:Z', 'steps:>3', '"op"'), { maxLength: 6 }); // prettier-ignore
    fc.assert(
      fc.property(query, value, (terms, picked) => {
        const text = terms.join(' ');
        const before = valuesIn(text, 'base');
        fc.pre(!before.some((one) => fold(one) === fold(picked)));
        const added = withValue(text, 'base', picked);
        assert.deepEqual(
          valuesIn(added, 'base').filter((one) => fold(one) === fold(picked)),
          [picked],
        );
        assert.equal(parseQuery(added).problem, undefined);
        const removed = withoutValue(added, 'base', picked);
        assert.deepEqual(valuesIn(removed, 'base'), before);
        assert.equal(removed, text);
      }),
    );
  });
});
