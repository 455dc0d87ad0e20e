import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { shownPicture } from '../../../../../src/core/models/previews/shownPicture';
import { tempFolder } from '../../../support/tempFolder';

describe('the picture that is shown for a model', () => {
  const folder = tempFolder();
  const shown = (previewPath: string | undefined) =>
    shownPicture(join(folder.path, 'foo.safetensors'), previewPath);

  it('is the one that its sidecar names', async () => {
    const named = folder.write('other.png', 'picture');
    folder.write('foo.png', 'picture');
    assert.equal(await shown('other.png'), named);
  });

  for (const path of [
    undefined,
    'missing.png',
    'video.mp4',
    'empty.png',
    '../outside.png',
    '/etc/passwd',
    '',
  ]) {
    it(`is the one beside the model where the sidecar names ${String(path)}`, async () => {
      folder.write('video.mp4', 'video');
      folder.write('empty.png', '');
      const beside = folder.write('foo.jpg', 'picture');
      assert.equal(await shown(path), beside);
    });
  }

  it('is none where there is none', async () => {
    assert.equal(await shown('missing.png'), undefined);
  });
});
