import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { embedText } from '../../../../../src/core/media/embed/embedText';
import { tempFolder } from '../../../support/tempFolder';
import { exiftool, type Metadata } from './exiftool';
import { multiPicture, noise, PICTURES } from './pictures';

/** Perl has to start, and to read it all. */
const SLOW_MS = 60_000;
const END = '\nNegative prompt: bad\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 12345, Size: 512x768';
const TEXTS = [
  `a cat (blue eyes:1.2)${END}`,
  `café, Ã©, \x80\xff${END}`,
  `猫と犬、漫画${END}`,
  `a cat 😀👨‍👩‍👧, \u{20bb7}${END}`,
  `a line\r\nanother line\t"quoted" \\ <lora:a b:0.8>${END}`,
  `${'猫'.repeat(32_500)}${END}`,
];

function embedded(picture: Buffer, text: string): Buffer {
  const result = embedText(picture, text);
  if (result.kind === 'embedded') return result.picture;
  throw new Error(`It does not fit: ${result.reason}.`);
}

const textOf = (metadata: Metadata) => metadata['ExifIFD:UserComment'] ?? metadata['PNG:Parameters'];

/** What says where and when a file was written, that a WebP has become an extended one, and what we write. */
const NO_MATTER =
  /^(?:SourceFile|ExifTool:|System:|File:FileType$|File:ExifByteOrder|RIFF:WebP_Flags|ExifIFD:UserComment|PNG:Parameters|MPF0|MPImage)/;
const others = (metadata: Metadata) =>
  Object.fromEntries(Object.entries(metadata).filter(([tag]) => !NO_MATTER.test(tag)));

describe('exiftool', function () {
  this.timeout(SLOW_MS);
  const folder = tempFolder();

  it('reads every text from every format as it was given', async () => {
    const pictures = [
      await noise(7, 5, 3).png().toBuffer(),
      await noise(16, 16, 3).jpeg().toBuffer(),
      await noise(16, 16, 3)
        .withExif({ IFD0: { Make: 'Maker' } })
        .jpeg()
        .toBuffer(),
      await noise(7, 5, 3).webp().toBuffer(),
    ];
    const random = fc.sample(
      fc
        .string({ unit: 'grapheme', maxLength: 30 })
        .map((text) => `${text.replaceAll(/[\0\ufffe]/g, '')}${END}`),
      { numRuns: 30, seed: 1 },
    );
    const texts = [...TEXTS, ...random].flatMap((text) => pictures.map((picture) => ({ text, picture })));
    const paths = texts.map(({ text, picture }, index) => folder.write(`${index}`, embedded(picture, text)));
    const read = await exiftool(paths, '-UserComment', '-Parameters');
    for (const [index, { text }] of texts.entries()) {
      const found = textOf(read[index] ?? {});
      assert.ok(found === text, `${index}: ${String(found).slice(0, 100)}`);
    }
  });

  it('finds all else as it was, and nothing wrong', async () => {
    const made = await Promise.all(
      Object.entries(PICTURES).map(async ([name, make]) => ({ name, before: await make() })),
    );
    const paths = made.flatMap(({ before }, index) => [
      folder.write(`${index}-before`, before),
      folder.write(`${index}-after`, embedded(before, TEXTS[0] ?? '')),
    ]);
    const read = await exiftool(paths, '-warning', '-error', '-all');
    for (const [index, { name }] of made.entries()) {
      const [before, after] = [read[index * 2] ?? {}, read[index * 2 + 1] ?? {}];
      assert.equal(textOf(after), TEXTS[0], name);
      assert.deepEqual(others(after), others(before), name);
      for (const fault of ['ExifTool:Warning', 'ExifTool:Error'])
        assert.ok([undefined, before[fault]].includes(after[fault]), `${name}: ${String(after[fault])}`);
    }
  });

  it('finds a second picture in a JPEG where it has moved to', async () => {
    const path = folder.write('a.jpg', embedded(await multiPicture(true), `a cat${END}`));
    const second = await noise(16, 16, 3, 2).jpeg().toBuffer();
    const { stdout } = await execa('exiftool', ['-b', '-MPImage2', path], { encoding: 'buffer' });
    assert.ok(Buffer.from(stdout).equals(second));
  });

  it('finds the GPS, the thumbnail and the text that it wrote itself, but for the text that is replaced', async () => {
    const path = folder.write(
      'a.jpg',
      await noise(40, 40, 3)
        .withExif({ IFD0: { Make: 'Maker' } })
        .jpeg()
        .toBuffer(),
    );
    const thumbnail = folder.write('thumbnail.jpg', await noise(8, 8, 3).jpeg().toBuffer());
    const args = ['-UserComment=an older text', '-GPSLatitude=12.5', '-XMP:Title=title', '-IFD0:ImageDescription=here', `-ThumbnailImage<=${thumbnail}`]; // prettier-ignore
    await execa('exiftool', ['-overwrite_original', ...args, path]);
    const after = folder.write('b.jpg', embedded(readFileSync(path), `a cat${END}`));
    const [old = {}, now = {}] = await exiftool([path, after]);
    assert.equal(old['ExifIFD:UserComment'], 'an older text');
    assert.equal(now['ExifIFD:UserComment'], `a cat${END}`);
    assert.ok(old['IFD1:ThumbnailImage'] !== undefined && old['GPS:GPSLatitude'] !== undefined);
    // Where it lies says nothing.
    const rest = (metadata: Metadata) => others({ ...metadata, 'IFD1:ThumbnailOffset': undefined });
    assert.deepEqual(rest(now), rest(old));
  });
});
