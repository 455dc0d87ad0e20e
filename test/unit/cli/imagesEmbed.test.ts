import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { JPEG, png } from '../../civitai/pictures';
import { textsOf } from '../core/media/embed/containers';
import { tempFolder } from '../support/tempFolder';
import { runCli } from './runCli';

const INFOTEXT = 'a cat, 猫 😀\nSteps: 20, Sampler: Euler a';
const PNG = png(7, 5, [1, 2, 3]);

describe('command line: images embed', () => {
  const folder = tempFolder();
  const cli = (...args: string[]) => runCli(folder.path, args);
  const bytesOf = (name: string) => readFileSync(join(folder.path, name));

  it('writes the text of a file into pictures, which undo gives back', async () => {
    folder.write('a.png', PNG);
    folder.write('b.jpg', JPEG);
    folder.write('text.txt', `\ufeff${INFOTEXT}\r\n`);
    const first = await cli('images', 'embed', 'a.png', 'b.jpg', '--text', 'text.txt');
    assert.deepEqual(
      [first.exitCode, first.stdout, first.stderr],
      [0, 'embedded\ta.png\nembedded\tb.jpg', ''],
    );
    assert.deepEqual([...textsOf(bytesOf('a.png')), ...textsOf(bytesOf('b.jpg'))], [INFOTEXT, INFOTEXT]);
    const second = await cli('images', 'embed', './a.png', '--text', 'text.txt', '--json');
    assert.deepEqual(JSON.parse(second.stdout), {
      embedded: 0,
      unchanged: 1,
      beside: 0,
      failed: 0,
      files: [{ path: './a.png', state: 'unchanged' }],
    });
    const dry = await cli('undo');
    assert.equal(dry.stdout, 'a.png\nb.jpg');
    assert.equal((await cli('undo', '--write')).exitCode, 0);
    assert.ok(bytesOf('a.png').equals(PNG) && bytesOf('b.jpg').equals(JPEG));
  });

  it('writes what lies beside a picture, and tells of what fails and of what does not fit', async () => {
    folder.write('a.png', PNG);
    folder.write('a.txt', INFOTEXT);
    folder.write('b.png', PNG);
    folder.write('c.jpg', JPEG);
    folder.write('c.infotext.txt', `${'x'.repeat(33_000)}\nSteps: 20, Sampler: Euler a`);
    const { exitCode, stdout, stderr } = await cli('images', 'embed', 'a.png', 'b.png', 'c.jpg', '--json');
    assert.equal(exitCode, 1);
    assert.deepEqual(JSON.parse(stdout), {
      embedded: 1,
      unchanged: 0,
      beside: 1,
      failed: 1,
      files: [
        { path: 'a.png', state: 'embedded' },
        {
          path: 'b.png',
          state: 'failed',
          error: 'It is not known what b.png was made of. Save what is known as JSON, or give its infotext.',
        },
        {
          path: 'c.jpg',
          state: 'beside',
          infotext_path: 'c.infotext.txt',
          reason: 'The infotext is too long for the picture, which holds 32737 characters of it.',
        },
      ],
    });
    assert.match(stderr, /b\.png: It is not known/);
    assert.match(stderr, /c\.jpg: The infotext is too long .* It is in c\.infotext\.txt\./);
  });

  it('takes back the text file that it made for a text that does not fit', async () => {
    folder.write('c.jpg', JPEG);
    folder.write('text.txt', 'x'.repeat(33_000));
    assert.equal((await cli('images', 'embed', 'c.jpg', '--text', 'text.txt')).exitCode, 1);
    assert.ok(existsSync(join(folder.path, 'c.infotext.txt')));
    assert.equal((await cli('undo', '--write')).exitCode, 0);
    assert.ok(!existsSync(join(folder.path, 'c.infotext.txt')));
  });

  it('replaces the JSON of another program only with --force', async () => {
    folder.write('a.png', PNG);
    folder.write('json.txt', '{"sui_image_params": {}}');
    folder.write('text.txt', INFOTEXT);
    await cli('images', 'embed', 'a.png', '--text', 'json.txt');
    const refused = await cli('images', 'embed', 'a.png', '--text', 'text.txt');
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stderr, /the picture has data of another program\. It is in a\.infotext\.txt\./);
    assert.deepEqual(textsOf(bytesOf('a.png')), ['{"sui_image_params": {}}']);
    assert.equal((await cli('images', 'embed', 'a.png', '--text', 'text.txt', '--force')).exitCode, 0);
    assert.deepEqual(textsOf(bytesOf('a.png')), [INFOTEXT]);
  });

  it('says what is wrong with the text file, and does nothing', async () => {
    folder.write('a.png', PNG);
    const missing = await cli('images', 'embed', 'a.png', '--text', 'none.txt');
    assert.deepEqual([missing.exitCode, missing.stdout], [1, '']);
    assert.match(missing.stderr, /There is no none\.txt\./);
    folder.write('bytes.txt', Buffer.from([0xff]));
    assert.match(
      (await cli('images', 'embed', 'a.png', '--text', 'bytes.txt')).stderr,
      /bytes\.txt is not UTF-8\./,
    );
    folder.write('empty.txt', '\n');
    assert.match(
      (await cli('images', 'embed', 'a.png', '--text', 'empty.txt')).stderr,
      /a\.png: The text is empty\./,
    );
    assert.equal((await cli('images', 'embed')).exitCode, 2);
    assert.ok(bytesOf('a.png').equals(PNG));
  });
});
