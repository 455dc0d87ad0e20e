import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { withoutText, withText } from '../../../../../src/core/media/embed/exif';
import { exifTags } from './containers';
import { tiffOf, type Tag, type TiffParts } from './tiffOf';

const COMMENT = 0x9286;
const MAKER_NOTE = 0x927c;
const SHORT = 3;
const UNDEFINED = 7;

const bytes = (maxLength: number) =>
  fc.uint8Array({ minLength: 1, maxLength }).map((array) => Buffer.from(array));
const tags = (...known: number[]): fc.Arbitrary<Tag[]> =>
  fc
    .uniqueArray(
      fc.record({ tag: fc.constantFrom(...known), type: fc.constant(UNDEFINED), value: bytes(12) }),
      {
        selector: ({ tag }) => tag,
      },
    )
    .map((list) => list.toSorted((one, other) => one.tag - other.tag));

const comment = (text: string): Tag => ({
  tag: COMMENT,
  type: UNDEFINED,
  value: Buffer.from(`ASCII\0\0\0${text}`),
});
const inOrder = (list: readonly Tag[]) => list.toSorted((one, other) => one.tag - other.tag);

/** No JSON. */
const infotext = fc.string({ maxLength: 60 }).map((text) => `a${text}`);

const tiffs: fc.Arbitrary<TiffParts> = fc.record({
  isBig: fc.boolean(),
  main: fc
    .tuple(tags(0x10f, 0x110, 0x131, 0x132), fc.option(infotext))
    // Fooocus writes its text there.
    .map(([list, text]) => (text === null ? list : [...list, comment(text)])),
  exif: fc.option(
    fc
      .tuple(tags(0x829a, 0x9003, MAKER_NOTE, 0x9291, 0xa434), fc.option(infotext))
      .map(([list, text]) => inOrder(text === null ? list : [...list, comment(text)])),
    { nil: undefined },
  ),
  gps: fc.option(tags(1, 2, 3, 4), { nil: undefined }),
  thumbnail: fc.option(bytes(40), { nil: undefined }),
  order: fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 }),
  gap: fc.nat(3),
});

const others = (exif: Buffer) => [...exifTags(exif)].filter(([tag]) => !tag.endsWith('/9286'));

const entriesAt = (tiff: Buffer, folder: number) =>
  Array.from({ length: tiff.readUInt16BE(folder) }, (_, index) => folder + 2 + index * 12);
const tagsAt = (tiff: Buffer, folder: number) => entriesAt(tiff, folder).map((at) => tiff.readUInt16BE(at));
const pointersAt = (tiff: Buffer, folder: number) =>
  entriesAt(tiff, folder).map((at) => tiff.readUInt32BE(at + 8));

function comments(exif: Buffer): string[] {
  return [...exifTags(exif)]
    .filter(([tag]) => tag.endsWith('/9286'))
    .map(([, value]) => Buffer.from(value.subarray(8)).swap16().toString('utf16le'));
}

function written(exif: Buffer | undefined, text: string): Buffer {
  const result = withText(exif, text, true);
  if (typeof result === 'string') throw new Error(result);
  return result;
}

describe('Exif with a text', () => {
  it('keeps every other tag wherever it lies, and the text once', () => {
    fc.assert(
      fc.property(tiffs, infotext, infotext, (parts, text, more) => {
        const before = tiffOf(parts);
        const after = written(before, text);
        assert.deepEqual(others(after), others(before));
        assert.deepEqual(comments(after), [text]);
        assert.ok(written(after, text).equals(after), 'twice');
        const changed = written(after, more);
        assert.deepEqual(others(changed), others(before));
        assert.deepEqual(comments(changed), [more]);
        const none = withoutText(after);
        assert.deepEqual([others(none), comments(none)], [others(before), []]);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves a MakerNote, whose offsets nobody knows, and all that lies behind it in its place', () => {
    fc.assert(
      fc.property(tiffs, fc.string({ minLength: 1, maxLength: 60 }), (parts, text) => {
        const note = { tag: MAKER_NOTE, type: UNDEFINED, value: Buffer.from('a note with offsets') };
        const rest = parts.exif?.filter(({ tag }) => tag !== MAKER_NOTE) ?? [];
        const thumbnail = Buffer.from('a thumbnail');
        const before = tiffOf({ ...parts, exif: inOrder([...rest, note]), thumbnail });
        const after = written(before, text);
        assert.equal(after.indexOf(note.value), before.indexOf(note.value));
        assert.equal(after.indexOf(thumbnail), before.indexOf(thumbnail));
        assert.ok(!after.includes('ASCII\0\0\0'), 'an old text is wiped');
      }),
      { numRuns: 500 },
    );
  });

  it('keeps folders in the order of tags, as TIFF asks for', () => {
    const tag = (number: number): Tag => ({ tag: number, type: UNDEFINED, value: Buffer.from('value') });
    const order = { isBig: true, order: [0], gap: 0 };
    // Both the folder of Exif and the comment come to be between others.
    const alone = written(tiffOf({ ...order, main: [tag(0x10f), tag(0x132)], gps: [tag(1)] }), 'ours');
    assert.deepEqual(tagsAt(alone, alone.readUInt32BE(4)), [0x10f, 0x132, 0x8769, 0x8825]);
    const both = written(tiffOf({ ...order, main: [], exif: [tag(0x9003), tag(0xa434)] }), 'ours');
    const [exif = 0] = pointersAt(both, both.readUInt32BE(4));
    assert.deepEqual(tagsAt(both, exif), [0x9003, COMMENT, 0xa434]);
  });

  it('takes an old text out, so that it does not grow', () => {
    const parts = { isBig: false, main: [], exif: [comment('x'.repeat(500))], thumbnail: Buffer.from('a thumbnail'), order: [0], gap: 0 }; // prettier-ignore
    const exif = written(tiffOf(parts), 'short');
    assert.ok(exif.length < 200, String(exif.length));
    assert.ok(!exif.includes('xxx'));
  });

  it('takes the text of Fooocus out of the first folder, but not JSON', () => {
    const main = (text: string) => tiffOf({ isBig: true, main: [comment(text)], order: [0], gap: 0 });
    assert.deepEqual(comments(written(main('a cat'), 'ours')), ['ours']);
    assert.ok(
      exifTags(written(main('{"prompt": {}}'), 'ours'))
        .get('0/9286')
        ?.includes('{"prompt": {}}'),
    );
  });

  it('replaces JSON only when it is told to', () => {
    const json = tiffOf({
      isBig: true,
      main: [],
      exif: [comment('{"prompt": "a cat"}')],
      order: [0],
      gap: 0,
    });
    assert.equal(withText(json, 'ours', false), 'otherData');
    assert.deepEqual(comments(written(json, 'ours')), ['ours']);
    assert.ok(withoutText(json).equals(json));
  });

  for (const [what, edit] of [
    ['a folder behind the end', (tiff) => tiff.writeUInt32BE(5000, 4)],
    ['a value behind the end', (tiff) => tiff.writeUInt32BE(5000, 8 + 2 + 4)],
    ['another kind of header', (tiff) => tiff.writeUInt16BE(43, 2)],
    ['a pointer of another type', (tiff) => tiff.writeUInt16BE(SHORT, 8 + 2 + 12 + 2)],
  ] as const satisfies readonly (readonly [string, (tiff: Buffer) => unknown])[])
    it(`is not written where there is ${what}`, () => {
      const parts = {
        main: [{ tag: 0x10f, type: UNDEFINED, value: Buffer.from('a maker') }],
        exif: [comment('old')],
      };
      const tiff = tiffOf({ isBig: true, ...parts, order: [0], gap: 0 });
      assert.notEqual(withText(tiff, 'ours', true), 'exif');
      edit(tiff);
      assert.equal(withText(tiff, 'ours', true), 'exif');
      assert.ok(withoutText(tiff).equals(tiff));
    });

  it('ends where folders go round in a circle', () => {
    const tiff = tiffOf({ isBig: true, main: [], exif: [], order: [0], gap: 0 });
    // The next folder is the first one.
    tiff.writeUInt32BE(8, 8 + 2 + 12);
    assert.equal(typeof withText(tiff, 'ours', false), 'object');
  });

  it('is made anew where it is empty', () => {
    assert.deepEqual(comments(written(undefined, 'ours')), ['ours']);
    assert.deepEqual(comments(written(Buffer.alloc(0), 'ours')), ['ours']);
  });
});
