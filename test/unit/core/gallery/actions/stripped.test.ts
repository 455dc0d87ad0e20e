import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'mocha';
import { exportStripped, strippedBytes } from '../../../../../src/core/gallery/actions/stripped';
import { embedText } from '../../../../../src/core/media/embed/embedText';
import { JPEG, png } from '../../../../civitai/pictures';
import { hiddenPixels, rowsOf } from '../../media/text/hiddenPixels';
import { pixelPng } from '../../media/text/pictureFiles';
import { tempFolder } from '../../../support/tempFolder';
import { filesIn, undoing } from './undoing';

const PNG = png(7, 5, [1, 2, 3]);
const withText = (picture: Buffer) => {
  const done = embedText(picture, 'secret\nSteps: 20');
  assert.ok(done.kind === 'embedded');
  return done.picture;
};

describe('pictures without their texts', () => {
  const folder = tempFolder();
  const { recorder, undo } = undoing(folder);
  afterEach(() => rmSync(`${folder.path}.undo`, { recursive: true, force: true }));
  const at = (name: string) => join(folder.path, name);

  it('are copied into a folder under names that are free, and go by one undo', async () => {
    folder.write('a.png', withText(PNG));
    folder.write('b.jpg', withText(JPEG));
    folder.write('v.mp4', 'video');
    mkdirSync(at('out'));
    folder.write('out/a.png', 'mine');
    const before = filesIn(folder.path);
    const pictures = ['a.png', 'v.mp4', 'b.jpg', 'a.png', 'gone.png'].map(at);
    const done = await exportStripped(pictures, { folder: at('out') }, recorder('stripped'));
    assert.deepEqual(
      done.map((each) => (each.state === 'exported' ? basename(each.to) : each.problem.message)),
      ['a (2).png', 'v.mp4 is a video: its texts cannot be taken out.', 'b.jpg', 'a (3).png', 'gone.png is not there.'], // prettier-ignore
    );
    assert.deepEqual(readFileSync(at('out/a (2).png')), PNG);
    assert.deepEqual(readFileSync(at('out/b.jpg')), JPEG);
    assert.equal(readFileSync(at('out/a.png'), 'utf8'), 'mine');
    await undo();
    assert.deepEqual(filesIn(folder.path), before);
  });

  it('go to a file that was chosen, and never over another one', async () => {
    folder.write('a.png', withText(PNG));
    const [one] = await exportStripped([at('a.png')], { file: at('new/b.png') }, recorder());
    assert.ok(one?.state === 'exported' && one.notes.length === 0);
    const [other] = await exportStripped([at('a.png')], { file: at('a.png') }, recorder());
    assert.ok(other?.state === 'failed');
    assert.equal(other.problem.message, 'a.png is there already.');
    assert.deepEqual(readFileSync(at('new/b.png')), PNG);
  });

  it('come with a word of what is hidden in the pixels', async () => {
    const pixels = hiddenPixels('stealth_pnginfo', 'secret', 64, 140, 4);
    folder.write('a.png', pixelPng(64, 140, 4, rowsOf(pixels, 64 * 4)));
    const { notes } = await strippedBytes(at('a.png'));
    assert.deepEqual(notes, ['a.png: a prompt is hidden in its pixels, too. It would go only if the picture were encoded again.']); // prettier-ignore
    folder.write('b.jxl', Buffer.from([0xff, 0x0a, 1, 2]));
    await assert.rejects(strippedBytes(at('b.jxl')), {
      code: 'bad_input',
      message: 'b.jxl: Its texts cannot be taken out without encoding it again.',
    });
  });
});
