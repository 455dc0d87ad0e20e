import assert from 'node:assert/strict';
import fc from 'fast-check';
import { infotextReading } from '../../../../../src/core/images/info/infotext/infotextReading';
import { parseInfotext, type Infotext } from '../../../../../src/core/images/info/infotext/parseInfotext';
import { parseSettings } from '../../../../../src/core/images/info/infotext/settingsLine';
import { writeInfotext } from '../../../../../src/core/images/info/infotext/writeInfotext';

const SETTINGS = 'Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 8x8';
const read = (text: string) => infotextReading(parseInfotext(text), 'text');
const withSettings = (more: string, prompt = 'p') => `${prompt}\n${SETTINGS}, ${more}`;

describe('parseInfotext', () => {
  it('reads CRLF, and what exiftool prints in one line', () => {
    const expected = { prompt: 'fog', negative: 'bad', seed: '1', steps: 20 };
    for (const text of [
      `fog\r\nNegative prompt: bad\r\n${SETTINGS}`,
      `Parameters                      : fog.Negative prompt: bad.${SETTINGS}`,
      `fog Negative prompt: bad ${SETTINGS}`,
    ]) {
      const { prompt, negative, seed, steps } = read(text);
      assert.deepEqual({ prompt, negative, seed, steps }, expected, text);
    }
    assert.equal(read(`fog ${SETTINGS}`).prompt, 'fog');
  });

  it('takes one line that begins with a setting for settings only', () => {
    assert.deepEqual(
      [read(`Model: m, ${SETTINGS}`).prompt, read(`Model: m, ${SETTINGS}`).model],
      [undefined, 'm'],
    );
  });

  it('takes settings before a negative prompt for a part of the prompt', () => {
    const { prompt, negative, params } = parseInfotext(`${SETTINGS}\nfog\nNegative prompt: bad`);
    assert.deepEqual([prompt, negative, params.size], [`${SETTINGS}\nfog`, 'bad', 0]);
  });

  it('keeps a second mark of a negative prompt out of it, as A1111 does', () => {
    assert.equal(parseInfotext(`p\nNegative prompt: a\nNegative prompt: b\n${SETTINGS}`).negative, 'a\nb');
  });

  it('reads quoted values, with escapes, and quotes that end nowhere', () => {
    const params = new Map(parseSettings('One: "a, \\"b\\": c\\nd", Two: "no end, Three: "x" y, Four: 4'));
    assert.deepEqual(Object.fromEntries(params), {
      One: 'a, "b": c\nd',
      Two: '"no end',
      Three: '"x" y',
      Four: '4',
    });
  });

  it('reads unquoted brackets as one value only where they close before a comma', () => {
    const params = new Map(parseSettings('Model: [SDXL] a, Hashes: {"a": {"b": [1, "],"]}}, Wild: {a|b, c}, Open: [a, End: 1')); // prettier-ignore
    assert.deepEqual(Object.fromEntries(params), { Model: '[SDXL] a', Hashes: '{"a": {"b": [1, "],"]}}', Wild: '{a|b, c}', Open: '[a', End: '1' }); // prettier-ignore
  });

  it('ends soon on long texts without any end', () => {
    for (const text of [
      'a'.repeat(1_000_000),
      'a:'.repeat(500_000),
      '"'.repeat(1_000_000),
      ' '.repeat(1_000_000),
      'ab: ['.repeat(20_000),
      'Steps: 1, '.repeat(100_000),
      '\\"'.repeat(500_000),
    ])
      // prettier-ignore
      parseInfotext(`x${text}`);
  }).timeout(20_000);
});

describe('infotextReading', () => {
  for (const [version, tool] of [
    ['Version: v1.10.1', 'A1111'],
    ['Version: 1.6.0-RC', 'A1111'],
    ['Version: f2.0.1v1.10.1-previous-664-gd557aef9', 'Forge'],
    ['Version: neo', 'Forge'],
    ['Version: ComfyUI', 'ComfyUI'],
    ['Version: v1.10-RC-6-comfyui', 'ComfyUI'],
    ['Version: Fooocus v2.5.5', 'Fooocus'],
    ['App: SD.Next, Version: 4f2c1aa', 'SD.Next'],
    ['Parser: native, Version: 4f2c1aa', 'SD.Next'],
    ['Diffusion in Low Bits: Automatic', 'Forge'],
    ['Civitai resources: [], Civitai metadata: {}', 'Civitai'],
    ['Civitai resources: [], Version: v1.10.1', 'A1111'],
    ['ADetailer Version: f1, ADetailer model: x', 'A1111'],
  ] as const)
    it(`tells the program by ${version}`, () => assert.equal(read(withSettings(version)).tool, tool));

  it('joins what names one LoRA', () => {
    const loras = read(
      withSettings(
        'Lora hashes: "a: aaaaaaaaaaaa, b: bbbbbbbbbbbb, c: ", Lora weights: "b: 0.25", Hashes: {"lora:a": "aaaaaaaaaa", "model": "x"}, TI hashes: "t: 1234567890"',
        '<lora:dir/a:0.5> <lora:z:0.2:0.4> <lyco:ly:0.9> <hypernet:no:1> <lora:n:te=0.1:unet=0.7>',
      ),
    ).loras;
    assert.deepEqual(JSON.parse(JSON.stringify(loras)), [
      { name: 'a', weight: 0.5, hash: 'aaaaaaaaaaaa' },
      { name: 'z', weight: 0.2 },
      { name: 'n', weight: 0.7 },
      { name: 'ly', weight: 0.9 },
      { name: 'b', weight: 0.25, hash: 'bbbbbbbbbbbb' },
      { name: 'c' },
    ]);
  });

  it('reads LoRAs of AddNet and resources, and no modules of Forge', () => {
    const addNet = 'AddNet Enabled: True, AddNet Module 1: LoRA, AddNet Model 1: sea(0123456789ab), AddNet Weight A 1: 0.6, AddNet Module 2: LoCon, AddNet Model 2: None'; // prettier-ignore
    assert.deepEqual(read(withSettings(addNet)).loras?.map(({ name, weight, hash }) => [name, weight, hash]), [['sea', 0.6, '0123456789ab']]); // prettier-ignore
    assert.deepEqual(read(withSettings(addNet.replace('True', 'False'))).loras, []);
    assert.deepEqual(read(withSettings('Module 1: ae, Module 2: clip_l')).loras, []);
    const resource = read(withSettings('Civitai resources: [{"type":"lora","weight":0.7,"modelVersionId":5,"modelName":"S"},{"type":"embed","modelVersionId":6}]')); // prettier-ignore
    assert.deepEqual(resource.loras?.map(({ name, weight, versionId }) => [name, weight, versionId]), [['S', 0.7, 5]]); // prettier-ignore
  });

  it('joins the title of a resource with the name of its file', () => {
    const { loras } = read(withSettings('Civitai resources: [{"type":"lora","weight":0.7,"modelVersionId":5,"modelName":"Sea Glass"}]', '<lora:seaGlass:0.7> <lora:sea_glass:1>')); // prettier-ignore
    assert.deepEqual(loras?.map(({ name, versionId }) => [name, versionId]), [['seaGlass', 5], ['sea_glass', undefined]]); // prettier-ignore
  });

  it('takes no word for a number', () => {
    const { cfg, steps, seed } = read('p\nSteps: many, Sampler: x, CFG scale: NaN, Seed: None, Size: 8x8');
    assert.deepEqual([cfg, steps, seed], [undefined, undefined, undefined]);
  });
});

describe('writeInfotext', () => {
  const plain = (infotext: Infotext) => ({ ...infotext, params: [...infotext.params] });
  const line = fc.stringMatching(/^[a-z0-9<>()[\]{}.|#"'雪 -]{1,20}$/).map((text) => text.trim());
  const lines = fc.array(line, { maxLength: 4 }).map((all) => all.join('\n').trim());
  const key = fc.stringMatching(/^[A-Z][a-z]{2,6}( [a-z]{1,5})?$/);
  const value = fc.oneof(
    fc.string({ minLength: 1, unit: 'grapheme' }),
    fc.json().filter((json) => /^[[{]/.test(json)),
    fc.integer().map(String),
  );
  const settings = fc
    .array(fc.tuple(key, value), { maxLength: 6 })
    .map((pairs) => new Map([['Steps', '20'], ['Sampler', 'Euler a'], ['Seed', '1'], ...pairs]));

  it('writes what reads back as it was', () =>
    fc.assert(
      fc.property(lines, lines, settings, (prompt, negative, params) => {
        const infotext = { prompt, negative, params };
        assert.deepEqual(plain(parseInfotext(writeInfotext(infotext))), plain(infotext));
      }),
    ));

  it('writes the same again, whatever it is given', () => {
    const odd = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc
        .array(
          fc.constantFrom(
            '\n',
            'Negative prompt:',
            'Steps: 1, Sampler: x, Seed: 2',
            'a',
            ' ',
            '\r',
            ',',
            ': ',
            '"',
            'Model',
            '\ufeff',
            '[',
            '{"',
          ),
        ) // prettier-ignore
        .map((parts) => parts.join('')),
    );
    const params = fc.array(fc.tuple(odd, odd), { maxLength: 5 }).map((pairs) => new Map(pairs));
    fc.assert(
      fc.property(odd, odd, params, (prompt, negative, pairs) => {
        const once = writeInfotext({ prompt, negative, params: pairs });
        assert.equal(writeInfotext(parseInfotext(once)), once);
      }),
      { numRuns: 500 },
    );
  });

  it('writes JSON of Civitai as it reads it, and quotes every other', () => {
    const params = new Map([['Steps', '1'], ['Hashes', '{"model":"a","b":1}'], ['Other', '{"a": 1}'], ['Note', 'a, b']]); // prettier-ignore
    assert.equal(
      writeInfotext({ prompt: 'p', negative: '', params }),
      'p\nSteps: 1, Hashes: {"model":"a","b":1}, Other: "{\\"a\\": 1}", Note: "a, b"',
    );
  });
});
