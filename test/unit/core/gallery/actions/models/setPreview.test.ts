import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'mocha';
import { setPreview } from '../../../../../../src/core/gallery/actions/models/setPreview';
import { thumbnailPath } from '../../../../../../src/core/images/thumbnail';
import { readSidecar } from '../../../../../../src/core/models/sidecar/store';
import { tempFolder } from '../../../../support/tempFolder';
import { filesIn, undoing } from '../undoing';

describe('setPreview', () => {
  const folder = tempFolder();
  const { recorder, undo } = undoing(folder);
  afterEach(() => rmSync(`${folder.path}.undo`, { recursive: true, force: true }));
  const at = (name: string) => join(folder.path, name);
  const pictures = {
    small: (path: string) =>
      Promise.resolve({ bytes: Buffer.from(`small ${basename(path)}`), extension: '.jpg' }),
  };
  const set = (picture: string) =>
    setPreview(at(picture), at('m.safetensors'), { pictures, clock: () => new Date(), undo: recorder('preview') }); // prettier-ignore

  it('gives a model a preview of a picture, or of the poster of a video, and undo takes it back', async () => {
    folder.write('m.safetensors', 'model');
    folder.write('m.safetensors.metadata.json', '{"notes": "mine"}\n');
    folder.write('a.png', 'a');
    folder.write('v.mp4', 'v');
    mkdirSync(at('.previews'));
    folder.write('.previews/m.jpg', 'old');
    const before = filesIn(folder.path);
    await set('a.png');
    assert.equal(filesIn(folder.path)['.previews/m.jpg'], 'small a.png');
    const read = await readSidecar(at('m.safetensors'));
    assert.ok(read.kind === 'ok');
    assert.deepEqual([read.sidecar.preview_path, read.sidecar.notes], ['.previews/m.jpg', 'mine']);
    await undo();
    assert.deepEqual(filesIn(folder.path), before);
    await assert.rejects(set('v.mp4'), { code: 'missing', message: 'v.mp4 has no still picture.' });
    folder.write(basename(thumbnailPath('v.mp4')), '');
    folder.write('.previews/v.mp4.jpg', 'poster');
    await set('v.mp4');
    assert.equal(filesIn(folder.path)['.previews/m.jpg'], 'small v.mp4.jpg');
  });
});
