import assert from 'node:assert/strict';
import { Pictures } from '../../../../src/core/media/pictures';
import { tempFolder } from '../../support/tempFolder';

const WORKER = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ id, bytes }) => {
  if (bytes.length === 0) throw new Error('crashed as told');
  parentPort.postMessage({ id, picture: { bytes, extension: '.jpg' } });
});
`;

describe('Pictures', () => {
  const folder = tempFolder();

  it('makes the next picture after its worker crashed', async () => {
    folder.write('pictureWorker.js', WORKER);
    const pictures = new Pictures(folder.path);
    try {
      // Asked for at the very moment when the first fails, before its thread has ended.
      const second = pictures
        .preview(new Uint8Array())
        .catch(() => pictures.preview(new Uint8Array([1, 2, 3])));
      assert.equal((await second).extension, '.jpg');
    } finally {
      await pictures.close();
    }
  });
});
