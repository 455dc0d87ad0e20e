import assert from 'node:assert/strict';
import { sniffPicture } from '../../../../src/core/media/sniff';

describe('sniffPicture', () => {
  it('tells the format by the first bytes', () => {
    assert.equal(sniffPicture(Buffer.from([0xff, 0xd8, 0xff, 0xe0])), '.jpg');
    assert.equal(sniffPicture(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')), '.png');
    assert.equal(sniffPicture(Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1')), '.webp');
    assert.equal(sniffPicture(Buffer.from('<html>not a picture')), undefined);
    assert.equal(sniffPicture(new Uint8Array()), undefined);
  });
});
