import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { Pictures } from '../../../../src/core/media/pictures';
import { SmallPictures } from '../../../../src/core/media/smallPictures';
import { Gate } from '../../support/gate';
import { tempFolder } from '../../support/tempFolder';
import { until } from '../../support/until';

describe('small pictures', () => {
  const folder = tempFolder();
  const small = () => join(folder.path, 'small');
  const picture = (name: string) => ({ name: `${name}.jpg`, path: folder.write(`${name}.png`, name) });
  const { signal } = new AbortController();

  it('are made once, those that were wanted last first', async () => {
    const gate = new Gate();
    const made: string[] = [];
    const preview = async (bytes: Uint8Array) => {
      if (made.length === 0) await gate.pass();
      return { bytes, extension: '.jpg' };
    };
    const pictures = new SmallPictures(small(), () => Promise.resolve({ preview } as unknown as Pictures));
    const all = ['a', 'b', 'c', 'd'].map(picture);
    const onMade = ({ name }: { name: string }) => void made.push(name);
    pictures.make(all.slice(0, 3), onMade, signal);
    await gate.reached;
    pictures.make(all.slice(2), onMade, signal);
    gate.open();
    await until(() => made.length === 4);
    assert.deepEqual(made, ['a.jpg', 'c.jpg', 'd.jpg', 'b.jpg']);
    pictures.make(all, onMade, signal);
    await until(() => pictures.of({ name: 'b.jpg' }));
    assert.equal(made.length, 4);
  });

  it('do not fill the disk: the oldest go', async () => {
    mkdirSync(small());
    for (let age = 1; age <= 5; age++) {
      const path = join(small(), `${age}.jpg`);
      writeFileSync(path, 'x');
      utimesSync(path, Date.now() / 1000 - age * 60, Date.now() / 1000 - age * 60);
    }
    const preview = (bytes: Uint8Array) => Promise.resolve({ bytes, extension: '.jpg' });
    const pictures = new SmallPictures(small(), () => Promise.resolve({ preview } as unknown as Pictures), 3);
    pictures.make([picture('new')], () => undefined, signal);
    await until(() => pictures.of({ name: 'new.jpg' }));
    assert.deepEqual(readdirSync(small()).sort(), ['1.jpg', '2.jpg', '3.jpg', 'new.jpg']);
  });
});
