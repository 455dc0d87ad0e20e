import assert from 'node:assert/strict';
import { brotliCompressSync, deflateSync } from 'node:zlib';
import { bytesSource } from '../../../../../src/core/media/text/byteSource';
import { readTexts } from '../../../../../src/core/media/text/readTexts';
import { app1, box, comment, exif, jpegFile, pngChunk, pngFile, riff, textChunk, USER_COMMENT, utf16, webpFile } from './pictureFiles'; // prettier-ignore

async function texts(bytes: Buffer): Promise<Record<string, string>> {
  const found = await readTexts(bytesSource(bytes));
  return Object.fromEntries(found.texts.map(({ origin, key, text }) => [`${origin} ${key}`, text]));
}

const b = (text: string) => Buffer.from(text, 'latin1');
const xmp = (inner: string) =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description rdf:about="" ${inner}</rdf:Description></rdf:RDF></x:xmpmeta>`;

describe('readTexts', () => {
  it('reads each kind of text chunk, also behind the pixels', async () => {
    const file = pngFile(
      textChunk('a', b('caf\xe9')),
      pngChunk('zTXt', Buffer.concat([b('b\0\0'), deflateSync('packed')])),
      pngChunk('IDAT', Buffer.alloc(200_000)),
      pngChunk('iTXt', Buffer.concat([b('c\0\0\0en\0tr\0'), Buffer.from('雪')])),
      pngChunk('iTXt', Buffer.concat([b('d\0\x01\0\0\0'), deflateSync(Buffer.from('packed 雪'))])),
      pngChunk('eXIf', comment('ASCII\0\0\0shot')),
    );
    assert.deepEqual(await texts(file), {
      'png a': 'café',
      'png b': 'packed',
      'png c': '雪',
      'png d': 'packed 雪',
      'exif UserComment': 'shot',
    });
  });

  it('leaves what is cut off, and takes no notice of checksums', async () => {
    const whole = pngFile(textChunk('a', 'kept'), textChunk('b', 'x'.repeat(100)));
    const wrong = Buffer.from(whole);
    wrong.writeUInt32BE(1, whole.indexOf('kept') + 4);
    assert.equal((await texts(wrong))['png a'], 'kept');
    assert.deepEqual(await texts(whole.subarray(0, whole.length - 60)), { 'png a': 'kept' });
  });

  it('stops inflating at its bound, however many chunks there are', async () => {
    const bomb = pngChunk('zTXt', Buffer.concat([b('x\0\0'), deflateSync(Buffer.alloc(20 * 2 ** 20, 97))]));
    const found = await readTexts(
      bytesSource(pngFile(...Array<Buffer>(200).fill(bomb), textChunk('a', 'kept'))),
    );
    assert.ok(found.tooLarge);
    assert.ok(found.texts.length <= 1);
  });

  for (const [name, value, expected] of [
    [
      'UTF-16 with the order of its header',
      Buffer.concat([b('UNICODE\0'), utf16('fog, 雪', 'be')]),
      'fog, 雪',
    ],
    [
      'UTF-16 against the order of its header',
      Buffer.concat([b('UNICODE\0'), utf16('fog, 雪', 'le')]),
      'fog, 雪',
    ],
    ['UTF-16 with a mark', Buffer.concat([b('UNICODE\0\xfe\xff'), utf16('一二', 'be')]), '一二'],
    ['UTF-16 of no Latin letters', Buffer.concat([b('UNICODE\0'), utf16('海辺の町', 'le')]), '海辺の町'],
    [
      'UTF-8 behind the code for UTF-16',
      Buffer.concat([b('UNICODE\0'), Buffer.from('a river, fog, é')]),
      'a river, fog, é',
    ],
    ['UTF-8 behind the code for ASCII', Buffer.concat([b('ASCII\0\0\0'), Buffer.from('é')]), 'é'],
    ['Latin-1 behind the code for ASCII', b('ASCII\0\0\0\xe9t\xe9'), 'été'],
    ['JIS', Buffer.concat([b('JIS\0\0\0\0\0'), b('\x1b$B3$\x1b(B')]), '海'],
    ['no code', Buffer.from('plain words, é'), 'plain words, é'],
    ['no code and UTF-16', utf16('plain words', 'le'), 'plain words'],
    ['NUL at the end', b('ASCII\0\0\0end\0\0'), 'end'],
  ] as const)
    // prettier-ignore
    it(`reads a UserComment of ${name}`, async () => {
      assert.deepEqual(await texts(jpegFile(app1(comment(value)))), { 'exif UserComment': expected });
      assert.deepEqual(await texts(webpFile(riff('EXIF', comment(value)))), { 'exif UserComment': expected });
    });

  it('reads tags of both orders, in both directories, and JSON under the key before it', async () => {
    for (const order of ['II', 'MM'] as const) {
      const block = exif(
        order,
        [
          { tag: 0x010e, type: 2, value: b('Workflow: {"nodes":[]}\0') },
          { tag: 0x010f, type: 2, value: b('prompt:{"1":{}}\0') },
          { tag: USER_COMMENT, type: 2, value: b('in the first\0') },
        ],
        [{ tag: 0x9c9c, type: 1, value: utf16('windows', 'le') }],
      );
      assert.deepEqual(await texts(jpegFile(app1(block))), {
        'exif workflow': '{"nodes":[]}',
        'exif prompt': '{"1":{}}',
        'exif UserComment': 'in the first',
        'exif XPComment': 'windows',
      });
    }
  });

  it('reads JPEG comments and XMP, also in an extended packet', async () => {
    const packet = Buffer.from(xmp('dc:title="an attribute &amp; more"><dc:description><rdf:Alt><rdf:li xml:lang="x-default">a &lt;b&gt;&#10;&#x96EA; &unknown;</rdf:li></rdf:Alt></dc:description>')); // prettier-ignore
    const part = (offset: number, bytes: Buffer) => {
      const numbers = Buffer.alloc(8);
      numbers.writeUInt32BE(100, 0);
      numbers.writeUInt32BE(offset, 4);
      return [0xe1, Buffer.concat([b(`http://ns.adobe.com/xmp/extension/\0${'0'.repeat(32)}`), numbers, bytes])] as const; // prettier-ignore
    };
    const long = Buffer.from(xmp('><sd:parameters><![CDATA[1 < 2]]></sd:parameters>'));
    const file = jpegFile(
      [0xfe, Buffer.from('said')],
      [0xe1, Buffer.concat([b('http://ns.adobe.com/xap/1.0/\0'), packet])],
      part(50, long.subarray(50)),
      part(0, long.subarray(0, 50)),
    );
    assert.deepEqual(await texts(file), {
      'comment comment': 'said',
      'xmp dc:title': 'an attribute & more',
      'xmp dc:description': 'a <b>\n雪 &unknown;',
      'xmp sd:parameters': '1 < 2',
    });
  });

  it('reads WebP chunks behind the frames', async () => {
    const file = webpFile(riff('VP8X', Buffer.alloc(10)), riff('ANMF', Buffer.alloc(33)), riff('EXIF', comment('x y')), riff('XMP ', Buffer.from(xmp('dc:a="1">')))); // prettier-ignore
    assert.deepEqual(await texts(file), { 'exif UserComment': 'x y', 'xmp dc:a': '1' });
  });

  it('reads WebP chunks behind an odd one that is not filled up', async () => {
    const odd = riff('ABCD', Buffer.alloc(3)).subarray(0, 11);
    assert.deepEqual(await texts(webpFile(odd, riff('EXIF', comment('x y')))), { 'exif UserComment': 'x y' });
  });

  it('reads boxes of JPEG XL, packed ones too', async () => {
    const start = Buffer.from('\0\0\0\x0cJXL \r\n\x87\n', 'latin1');
    const block = Buffer.concat([Buffer.alloc(4), comment('plain')]);
    assert.deepEqual(await texts(Buffer.concat([start, box('ftyp', b('jxl ')), box('Exif', block)])), { 'exif UserComment': 'plain' }); // prettier-ignore
    const packed = box('brob', b('Exif'), brotliCompressSync(block));
    assert.deepEqual(await texts(Buffer.concat([start, packed])), { 'exif UserComment': 'plain' });
  });

  it('reads comments of a GIF, and leaves its frames', async () => {
    const head = Buffer.concat([b('GIF89a'), Buffer.from([1, 0, 1, 0, 0x80, 0, 0]), Buffer.alloc(6)]);
    const frame = Buffer.concat([
      Buffer.from([0x2c]),
      Buffer.alloc(8),
      Buffer.from([0, 2, 3, 0x21, 0xfe, 9, 0]),
    ]);
    const said = Buffer.concat([
      Buffer.from([0x21, 0xfe, 3]),
      b('abc'),
      Buffer.from([2]),
      b('de'),
      Buffer.from([0]),
    ]);
    assert.deepEqual(await texts(Buffer.concat([head, frame, said, b(';')])), { 'comment comment': 'abcde' });
  });

  it('reads a TIFF, which is such a block itself', async () => {
    assert.deepEqual(await texts(exif('II', [{ tag: 0x010e, type: 2, value: b('scanned\0') }])), { 'exif ImageDescription': 'scanned' }); // prettier-ignore
  });

  it('says that other bytes are no picture', async () => {
    assert.equal((await readTexts(bytesSource(b('<!DOCTYPE html>')))).format, undefined);
    assert.equal((await readTexts(bytesSource(Buffer.alloc(0)))).format, undefined);
  });
});
