import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { embedText } from '../../../../../src/core/media/embed/embedText';
import { MOST_TEXT_BYTES, type EmbedOptions } from '../../../../../src/core/media/embed/embedding';
import { Problem } from '../../../../../src/core/problem/problem';
import { exifOf, exifTags, otherParts, partsOf, pngOf, pngText, textsOf } from './containers';
import { decoded, multiPicture, noise, PICTURES } from './pictures';

const INFOTEXT =
  'a cat (blue eyes:1.2), 猫と犬, 😀 <lora:x:0.8>\nNegative prompt: bad\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 7x5';

function embedded(picture: Buffer, text: string, options?: EmbedOptions): Buffer {
  const result = embedText(picture, text, options);
  if (result.kind === 'embedded') return result.picture;
  throw new Error(`It does not fit: ${result.reason}.`);
}

/** What Exif has besides the comment; the folder of Exif may come to be. */
const otherTags = (picture: Buffer) =>
  partsOf(picture)
    .filter(({ name }) => name === 'EXIF' || name === 'eXIf')
    .flatMap((part) => [...exifTags(exifOf(part))])
    .filter(([tag]) => !tag.endsWith('/9286'));

describe('embedText', () => {
  for (const [name, make] of Object.entries(PICTURES)) {
    it(`leaves all else of ${name} as it is, and the text is there once`, async () => {
      const before = await make();
      const after = embedded(before, INFOTEXT);
      assert.deepEqual(textsOf(after), [INFOTEXT]);
      assert.deepEqual(await decoded(after), await decoded(before));
      assert.deepEqual(otherTags(after), otherTags(before));
      if (!name.includes('another one')) assert.deepEqual(otherParts(after), otherParts(before));
      assert.ok(embedded(after, INFOTEXT).equals(after), 'a second time changes nothing');
      const changed = embedded(after, 'another\nSteps: 1');
      assert.deepEqual(textsOf(changed), ['another\nSteps: 1']);
      assert.ok(embedded(changed, INFOTEXT).equals(after), 'another text in between leaves no trace');
    });

    it(`refuses ${name} that is cut off anywhere`, async () => {
      const whole = await make();
      const length =
        whole.length - (partsOf(whole).find(({ name: part }) => part === 'behind')?.data.length ?? 0);
      const end = name.includes('another one') ? whole.indexOf('ffd9', 'hex') + 1 : length - 1;
      for (let cut = 0; cut <= end; cut += 1 + Math.floor(cut / 300)) {
        const start = Buffer.from(whole.subarray(0, cut));
        assert.throws(
          () => embedText(start, INFOTEXT),
          (error: unknown) => error instanceof Problem && ['unreadable', 'bad_input'].includes(error.code),
          `${cut} of ${length} bytes`,
        );
      }
    });
  }

  it('is tried with pictures that are what they are called', async () => {
    const of = async (name: string) => decoded((await PICTURES[name]?.()) ?? Buffer.alloc(0));
    const { isProgressive, space } = await of('a progressive JPEG with profile, Exif and XMP');
    assert.deepEqual([isProgressive, space], [true, 'srgb']);
    assert.equal((await of('a CMYK JPEG')).space, 'cmyk');
    assert.equal((await of('a PNG of 16 bits')).depth, 'ushort');
    const { pages, delay, loop } = await of('an animated lossless WebP');
    assert.deepEqual([pages, delay, loop], [3, [100, 250, 33], 2]);
    const rich = await of('a WebP with profile, Exif and XMP');
    assert.ok(rich.icc && rich.xmp);
    const frames = partsOf((await PICTURES['an animated PNG']?.()) ?? Buffer.alloc(0)).map(
      ({ name }) => name,
    );
    assert.equal(frames.filter((name) => name === 'fcTL').length, 3);
  });

  for (const [name, make] of Object.entries(PICTURES).filter(([each]) => each.includes('WebP')))
    it(`says in the header of ${name} that there is Exif, and what else there is`, async () => {
      const before = await make();
      const [header, ...rest] = partsOf(embedded(before, INFOTEXT));
      assert.equal(header?.name, 'VP8X');
      const [flags = 0] = header.data;
      const names = rest.map((part) => part.name);
      const { hasAlpha, width, height, pageHeight = height } = await decoded(before);
      const bits = { icc: 0x20, alpha: 0x10, exif: 0x08, xmp: 0x04, animation: 0x02 };
      const has = (bit: number) => (flags & bit) !== 0;
      assert.ok(has(bits.exif) && names.includes('EXIF'));
      assert.equal(has(bits.icc), names.includes('ICCP'));
      assert.equal(has(bits.xmp), names.includes('XMP '));
      assert.equal(has(bits.animation), names.includes('ANIM'));
      assert.equal(has(bits.alpha), hasAlpha);
      assert.deepEqual(
        [header.data.readUIntLE(4, 3) + 1, header.data.readUIntLE(7, 3) + 1],
        [width, pageHeight],
      );
      // Exif stands behind the pixels, and before XMP.
      const place = names.indexOf('EXIF');
      assert.ok(place > Math.max(names.lastIndexOf('ANMF'), names.indexOf('VP8 '), names.indexOf('VP8L')));
      assert.ok(!names.includes('XMP ') || place < names.indexOf('XMP '));
    });

  it('holds any text in every format', async () => {
    const pictures = [
      await noise(7, 5, 3).png().toBuffer(),
      await noise(16, 16, 3)
        .withExif({ IFD0: { Make: 'Maker' } })
        .jpeg()
        .toBuffer(),
      await noise(7, 5, 3).webp().toBuffer(),
    ];
    const unit = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)) }),
    );
    const text = unit.filter((each) => each !== '' && !/[\0\ufffe\p{Surrogate}]/u.test(each));
    fc.assert(
      fc.property(text, text, (one, other) => {
        for (const picture of pictures) {
          const first = embedded(picture, one, { force: true });
          assert.deepEqual(textsOf(first), [one]);
          assert.deepEqual(otherParts(first), otherParts(picture));
          const second = embedded(first, other, { force: true });
          assert.ok(second.equals(embedded(picture, other, { force: true })));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('meets no broken file that it does not know what to do with', async () => {
    const pictures = await Promise.all(Object.values(PICTURES).map((make) => make()));
    const edit = fc.record({ at: fc.nat(699), byte: fc.constantFrom(0, 1, 2, 8, 42, 127, 128, 254, 255) });
    const edits = fc.array(edit, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.nat(pictures.length - 1), edits, (index, changes) => {
        const picture = Buffer.from(pictures[index] ?? '');
        for (const { at, byte } of changes) picture[at % picture.length] = byte;
        try {
          const result = embedText(picture, INFOTEXT);
          if (result.kind !== 'embedded') return;
          assert.ok(embedded(result.picture, INFOTEXT).equals(result.picture));
        } catch (error) {
          assert.ok(error instanceof Problem, String(error));
        }
      }),
      { numRuns: 1500 },
    );
  });

  for (const [text, name, data] of [
    ['a cat\nSteps: 1', 'tEXt', 'parameters\0a cat\nSteps: 1'],
    ['café', 'tEXt', 'parameters\0caf\xe9'],
    ['猫', 'iTXt', 'parameters\0\0\0\0\0\xe7\x8c\xab'],
    // A reader that tries UTF-8 first would take these letters for one.
    ['Ã©', 'iTXt', 'parameters\0\0\0\0\0\xc3\x83\xc2\xa9'],
    // One that takes Latin-1 for the letters of Windows would take this for €.
    ['\x80', 'iTXt', 'parameters\0\0\0\0\0\xc2\x80'],
  ] as const)
    it(`writes ${JSON.stringify(text)} into a PNG as Pillow does`, async () => {
      const parts = partsOf(embedded(await noise(7, 5, 3).png().toBuffer(), text));
      const [found] = parts.filter((part) => /^(?:t|z|i)(?:E|T)Xt$/.test(part.name));
      assert.deepEqual([found?.name, found?.data.toString('latin1')], [name, data]);
      assert.ok(parts.findIndex((part) => part === found) < parts.findIndex((part) => part.name === 'IDAT'));
    });

  it('writes into JPEG and WebP as piexif does', async () => {
    const comment = '554e49434f444500' + '0061' + '732b' + 'd83dde00';
    const exif = '4d4d002a00000008' + '0001876900040000000100' + '00001a00000000' + '000192860007000000100000002c00000000' + comment; // prettier-ignore
    for (const picture of [await noise(7, 5, 3).jpeg().toBuffer(), await noise(7, 5, 3).webp().toBuffer()]) {
      const part = partsOf(embedded(picture, 'a猫😀')).find(({ name }) => name === 'EXIF');
      assert.ok(part);
      assert.equal(exifOf(part).toString('hex'), exif);
    }
  });

  it('writes where piexif has left out the end of the folder', async () => {
    // What piexif 1.1.3 makes of "a cat".
    const exif = Buffer.from('4d4d002a000000080001876900040000000100' + '00001a00000000' + '000192860007000000120000002855' + '4e49434f4445000061002000630061' + '0074', 'hex'); // prettier-ignore
    const jpeg = await noise(16, 16, 3).jpeg().toBuffer();
    const head = Buffer.from([0xff, 0xe1, 0, exif.length + 8, ...Buffer.from('Exif\0\0')]);
    const picture = Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]);
    assert.ok(embedded(picture, 'a cat').equals(picture));
    assert.deepEqual(textsOf(embedded(picture, INFOTEXT)), [INFOTEXT]);
  });

  it('of a JPEG holds 32,737 characters and says so', async () => {
    const jpeg = await noise(16, 16, 3).jpeg().toBuffer();
    assert.deepEqual(textsOf(embedded(jpeg, 'x'.repeat(32_737))), ['x'.repeat(32_737)]);
    const tooLong = embedText(jpeg, '猫'.repeat(32_738));
    assert.deepEqual(tooLong, { kind: 'doesNotFit', reason: 'length', limit: 32_737 });
  });

  it('of other formats holds what readers allow', async () => {
    for (const picture of [await noise(7, 5, 3).png().toBuffer(), await noise(7, 5, 3).webp().toBuffer()]) {
      const result = embedText(picture, 'x'.repeat(MOST_TEXT_BYTES));
      assert.ok(result.kind === 'doesNotFit' && result.reason === 'length');
      const most = 'x'.repeat(result.limit ?? 0);
      assert.ok(textsOf(embedded(picture, most))[0] === most);
    }
  });

  it('replaces the JSON of another program only when it is told to', async () => {
    const json = '{"sui_image_params": {"prompt": "a cat"}}';
    const parts = partsOf(await noise(7, 5, 3).png().toBuffer()).filter(({ name }) => name !== 'behind');
    const png = pngOf([...parts.slice(0, 1), pngText('parameters', json), ...parts.slice(1)]);
    const jpeg = embedded(await noise(16, 16, 3).jpeg().toBuffer(), json);
    for (const picture of [png, jpeg, embedded(await noise(7, 5, 3).webp().toBuffer(), json)]) {
      assert.deepEqual(embedText(picture, INFOTEXT), { kind: 'doesNotFit', reason: 'otherData' });
      assert.deepEqual(textsOf(embedded(picture, INFOTEXT, { force: true })), [INFOTEXT]);
      assert.ok(embedded(picture, json).equals(picture), 'the same JSON is there already');
    }
  });

  it('knows the JSON of another program in a compressed text', async () => {
    const json = deflateSync('{"prompt": "a cat"}');
    const parts = partsOf(await noise(7, 5, 3).png().toBuffer()).filter(({ name }) => name !== 'behind');
    for (const [name, head] of [
      ['zTXt', 'parameters\0\0'],
      ['iTXt', 'parameters\0\x01\0en\0Parameter\0'],
    ] as const) {
      const data = Buffer.concat([Buffer.from(head, 'latin1'), json]);
      const picture = pngOf([...parts.slice(0, 1), { name, data }, ...parts.slice(1)]);
      assert.deepEqual(embedText(picture, INFOTEXT), { kind: 'doesNotFit', reason: 'otherData' });
    }
  });

  for (const text of ['a\0b', 'a\ud800b', 'a\ufffeb'])
    it(`says that ${JSON.stringify(text)} cannot be held`, async () => {
      const result = embedText(await noise(7, 5, 3).png().toBuffer(), text);
      assert.deepEqual(result, { kind: 'doesNotFit', reason: 'characters' });
    });

  for (const format of ['gif', 'tiff', 'avif'] as const)
    it(`says that nobody reads an infotext from ${format}`, async () => {
      const picture = await noise(8, 8, 3).toFormat(format).toBuffer();
      assert.deepEqual(embedText(picture, INFOTEXT), { kind: 'doesNotFit', reason: 'format' });
    });

  for (const exifBehind of [false, true])
    it(`moves the place of a second picture in a JPEG along, Exif ${exifBehind ? 'behind' : 'before'} it`, async () => {
      const before = await multiPicture(exifBehind);
      const after = embedded(before, INFOTEXT);
      for (const picture of [before, after, embedded(after, 'x')]) {
        const list = picture.indexOf('MPF\0') + 4;
        const place = list + picture.readUInt32LE(list + 74);
        const second = before.subarray(-before.readUInt32LE(before.indexOf('MPF\0') + 4 + 70));
        assert.ok(picture.subarray(place).equals(second));
        assert.equal(picture.readUInt32LE(list + 54), place, 'the first one ends where the second begins');
      }
    });
});
