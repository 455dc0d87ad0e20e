import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import sharp from 'sharp';
import { embedText } from '../../../../../src/core/media/embed/embedText';
import { stripPicture } from '../../../../../src/core/media/strip/stripPicture';
import { jpegSegment, partsOf, pngOf, pngText, webpOf } from '../embed/containers';
import { noise, PICTURES } from '../embed/pictures';
import { hiddenPixels, rowsOf } from '../text/hiddenPixels';
import { pixelPng } from '../text/pictureFiles';

const SECRET = 'a secret prompt';
/** As it may stand in a file. */
const WRITTEN = [Buffer.from(SECRET), Buffer.from(SECRET, 'utf16le'), Buffer.from(SECRET, 'utf16le').swap16()]; // prettier-ignore

const strip = async (picture: Buffer) => (await stripPicture(picture)).bytes;
const embed = (picture: Buffer): Buffer => {
  const done = embedText(picture, `${SECRET}\nSteps: 20`, { force: true });
  assert.ok(done.kind === 'embedded');
  return done.picture;
};
const withoutEnd = (picture: Buffer) => partsOf(picture).filter(({ name }) => name !== 'behind');

/** All that shows of a picture. */
async function shown(picture: Buffer) {
  const { icc, orientation, pages, delay, loop, space, depth } = await sharp(picture).metadata();
  const { data, info } = await sharp(picture, { animated: true }).raw().toBuffer({ resolveWithObject: true });
  const about = { icc: icc?.toString('base64'), orientation: orientation ?? 1, pages, delay, loop, space, depth }; // prettier-ignore
  return { ...about, pixels: data.toString('base64'), width: info.width, height: info.height };
}

async function assertStripped(picture: Buffer): Promise<Buffer> {
  const stripped = await strip(picture);
  for (const written of WRITTEN) assert.ok(!stripped.includes(written));
  const { exif, xmp } = await sharp(stripped).metadata();
  assert.ok((exif?.length ?? 0) <= 32 && xmp === undefined);
  assert.deepEqual(await shown(stripped), await shown(picture));
  assert.deepEqual(await strip(stripped), stripped);
  return stripped;
}

describe('stripPicture', () => {
  for (const [name, make] of Object.entries(PICTURES))
    it(`takes the text out of ${name}, and nothing that shows`, async () => {
      const plain = await make();
      const stripped = await assertStripped(embed(plain));
      // A simple WebP was made an extended one to hold the text.
      if (!name.includes('WebP')) assert.deepEqual(stripped, await strip(plain));
    });

  for (const format of ['png', 'jpeg', 'webp'] as const)
    it(`leaves a ${format.toUpperCase()} turned as it was, and says nothing else`, async () => {
      const turned = sharp(await noise(16, 16, 3).png().toBuffer()).withExif({ IFD0: { Artist: SECRET, ImageDescription: SECRET } }); // prettier-ignore
      const picture = await turned.withMetadata({ orientation: 6 }).toFormat(format).toBuffer();
      const described = await sharp(picture).keepExif().keepMetadata().withExifMerge({ IFD0: { ImageDescription: SECRET } }).toFormat(format).toBuffer(); // prettier-ignore
      assert.ok(described.includes(SECRET));
      const stripped = await assertStripped(described);
      assert.equal((await sharp(stripped).metadata()).orientation, 6);
    });

  it('takes out all that a PNG may hold beside its pixels, and what is behind it', async () => {
    const parts = withoutEnd(await noise(7, 5, 4).withIccProfile('p3').png().toBuffer());
    const end = parts.pop()!;
    const own = (name: string) => ({ name, data: Buffer.from(SECRET) });
    const picture = pngOf([...parts, pngText('Comment', SECRET), own('zTXt'), own('iTXt'), own('caBX'), own('prVt'), own('tIME'), end]); // prettier-ignore
    const stripped = await assertStripped(Buffer.concat([picture, Buffer.from(SECRET)]));
    assert.deepEqual(partsOf(stripped).map(({ name }) => name), [...parts.map(({ name }) => name).filter((name) => name !== 'eXIf'), 'IEND', 'behind']); // prettier-ignore
  });

  it('takes comments, captions and data of other programs out of a JPEG', async () => {
    const plain = await noise(16, 16, 3).withIccProfile('p3').jpeg().toBuffer();
    const secret = (name: string) => Buffer.from(name + SECRET);
    const segments = [
      jpegSegment(0xfe, secret('')),
      jpegSegment(0xe1, secret('http://ns.adobe.com/xap/1.0/\0')),
      jpegSegment(0xed, secret('Photoshop 3.0\0')),
      jpegSegment(0xeb, secret('JP')),
      jpegSegment(0xe2, secret('FPXR\0')),
    ];
    const picture = Buffer.concat([plain.subarray(0, 2), ...segments, plain.subarray(2), secret('behind')]);
    assert.deepEqual(await assertStripped(picture), await strip(plain));
  });

  it('leaves the frames and timings of an animated PNG', async () => {
    const picture = await PICTURES['an animated PNG']!();
    assert.deepEqual(await strip(embed(picture)), picture);
  });

  it('takes XMP and unknown chunks out of a WebP, and leaves a simple one simple', async () => {
    const plain = await noise(7, 5, 3).webp().toBuffer();
    const parts = withoutEnd(plain);
    const own = (name: string) => ({ name, data: Buffer.from(SECRET) });
    assert.deepEqual(await assertStripped(webpOf([...parts, own('note')])), plain);
    const xmp = await noise(7, 5, 3).withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${SECRET}</x:xmpmeta>`).webp().toBuffer(); // prettier-ignore
    const [header] = partsOf(await assertStripped(xmp));
    assert.equal((header?.data[0] ?? 0) & 0x0c, 0);
  });

  it('takes comments and XMP out of a GIF, and leaves how often it is repeated', async () => {
    const frames = await Promise.all([1, 2].map((seed) => noise(16, 16, 3, seed).png().toBuffer()));
    const gif = await sharp(frames, { join: { animated: true } }).gif({ loop: 3, delay: [100, 200] }).toBuffer(); // prettier-ignore
    const block = Buffer.concat([Buffer.from([SECRET.length]), Buffer.from(SECRET), Buffer.of(0)]);
    const comment = Buffer.concat([Buffer.from([0x21, 0xfe]), block]);
    const xmp = Buffer.concat([Buffer.from([0x21, 0xff, 11]), Buffer.from('XMP DataXMP'), block]);
    const at = gif.indexOf('NETSCAPE') - 3;
    const picture = Buffer.concat([gif.subarray(0, at), comment, xmp, gif.subarray(at), Buffer.from(SECRET)]);
    assert.deepEqual(await assertStripped(picture), gif);
  });

  it('overwrites Exif and XMP of an AVIF where they stand', async () => {
    const exif = { IFD0: { ImageDescription: SECRET } };
    const picture = await noise(64, 64, 3).withIccProfile('p3').withExif(exif).withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description>${SECRET}</rdf:Description></rdf:RDF></x:xmpmeta>`).avif({ effort: 0 }).toBuffer(); // prettier-ignore
    assert.ok(picture.includes(SECRET));
    const stripped = await strip(picture);
    for (const written of WRITTEN) assert.ok(!stripped.includes(written));
    assert.equal(stripped.length, picture.length);
    assert.equal(
      (await sharp(stripped).metadata()).xmp?.toString().trim(),
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>',
    );
    assert.deepEqual(await shown(stripped), await shown(picture));
  });

  it('says where a text is hidden in the pixels, which stay', async () => {
    const pixels = hiddenPixels('stealth_pnginfo', SECRET, 64, 140, 4);
    const picture = pixelPng(64, 140, 4, rowsOf(pixels, 64 * 4));
    const { bytes, hasHiddenText } = await stripPicture(embed(picture));
    assert.deepEqual([bytes, hasHiddenText], [picture, true]);
    assert.equal((await stripPicture(await noise(7, 5, 4).png().toBuffer())).hasHiddenText, false);
  });

  it('refuses what it cannot do, and what is broken', async () => {
    const [png, jpeg, gif] = await Promise.all([noise(7, 5, 3).png().toBuffer(), noise(16, 16, 3).jpeg().toBuffer(), noise(7, 5, 3).gif().toBuffer()]); // prettier-ignore
    const tiff = await noise(7, 5, 3).tiff().toBuffer();
    for (const bytes of [tiff, Buffer.from('<svg>'), Buffer.from('text'), Buffer.alloc(0)])
      await assert.rejects(strip(bytes), { code: 'bad_input' });
    for (const bytes of [png, jpeg, gif])
      for (const end of [bytes.length - 1, bytes.length >> 1, 14])
        await assert.rejects(strip(bytes.subarray(0, end)), { code: 'unreadable' });
  });
});
