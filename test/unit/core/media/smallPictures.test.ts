import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { PictureCache } from '../../../../src/core/media/pictureCache';
import { SmallPictures, type SmallPicture } from '../../../../src/core/media/smallPictures';
import { Problem } from '../../../../src/core/problem/problem';
import { Gate } from '../../support/gate';
import { tempFolder } from '../../support/tempFolder';
import { until } from '../../support/until';

describe('small pictures', () => {
  const folder = tempFolder();
  const picture = (name: string): SmallPicture => ({ name: `${name}.jpg`, path: `/pictures/${name}.png` });
  const { signal } = new AbortController();
  const letters = (names: readonly string[]) => names.map((name) => name.slice(0, -4)).join('');

  function smallPictures(small: (path: string) => Promise<void>, atOnce?: number) {
    const cache = new PictureCache(join(folder.path, 'small'), { files: 100, bytes: 1e6 });
    const pictures = {
      small: async (path: string) => {
        await small(path);
        return { bytes: Buffer.from('small'), extension: '.jpg' };
      },
    };
    return new SmallPictures(cache, () => Promise.resolve(pictures), { ...(atOnce && { atOnce }) });
  }
  /** Holds up the first one. */
  function held(gate: Gate) {
    let isFirst = true;
    return smallPictures(async () => {
      if (isFirst) {
        isFirst = false;
        await gate.pass();
      }
    });
  }

  it('are made once, those that were wanted last first', async () => {
    const gate = new Gate();
    const made: string[] = [];
    const pictures = held(gate);
    const all = ['a', 'b', 'c', 'd'].map(picture);
    const wish = { onMade: ({ name }: SmallPicture) => void made.push(name), signal };
    pictures.make(all.slice(0, 3), wish);
    await gate.reached;
    pictures.make(all.slice(2), wish);
    gate.open();
    await until(() => made.length === 4);
    assert.equal(letters(made), 'acdb');
    pictures.make(all, wish);
    await until(() => pictures.of({ name: 'b.jpg' }));
    assert.equal(made.length, 4);
  });

  it('are not made where others are wanted alone, as when these have scrolled away', async () => {
    const gate = new Gate();
    const made: string[] = [];
    const pictures = held(gate);
    const wish = { onMade: ({ name }: SmallPicture) => void made.push(name), signal };
    pictures.make(['a', 'b', 'c'].map(picture), wish);
    await gate.reached;
    pictures.make(['x', 'c'].map(picture), { ...wish, alone: true });
    gate.open();
    await until(() => made.length === 3);
    pictures.make([picture('z')], wish);
    await until(() => made.length === 4);
    assert.equal(letters(made), 'axcz');
  });

  it('are made a few at a time', async () => {
    const gates = [new Gate(), new Gate(), new Gate()];
    let begun = 0;
    const made: string[] = [];
    const pictures = smallPictures(() => gates[begun++]!.pass(), 2);
    pictures.make(['a', 'b', 'c'].map(picture), { onMade: ({ name }) => void made.push(name), signal });
    await Promise.all([gates[0]!.reached, gates[1]!.reached]);
    assert.equal(begun, 2);
    gates[1]!.open();
    await gates[2]!.reached;
    assert.deepEqual(made, ['b.jpg']);
    for (const gate of gates) gate.open();
    await until(() => made.length === 3);
  });

  it('tell why one cannot be made, and go on: it is tried a few times', async () => {
    let tries = 0;
    const told: string[] = [];
    const made: string[] = [];
    const pictures = smallPictures((path) => {
      if (!path.endsWith('bad.png')) return Promise.resolve();
      tries += 1;
      return Promise.reject(new Problem('unreadable', `bad ${tries}`, ''));
    });
    const wish = {
      onMade: ({ name }: SmallPicture) => void made.push(name),
      onFailed: (_: SmallPicture, { message }: Problem) => void told.push(message),
      signal,
    };
    for (let round = 1; round <= 7; round++) {
      pictures.make([picture('bad'), picture(`good${round}`)], wish);
      await until(() => made.length === round);
    }
    assert.deepEqual(told, ['bad 1', 'bad 2', 'bad 3', 'bad 4', 'bad 5', 'bad 5', 'bad 5']);
  });

  it('are told to all who want them while they are made', async () => {
    const gate = new Gate();
    const told: string[] = [];
    const first = new AbortController();
    const pictures = held(gate);
    const wish = (who: string) => ({ onMade: ({ name }: SmallPicture) => void told.push(who + name) });
    pictures.make([picture('a')], { ...wish('1'), signal: first.signal });
    await gate.reached;
    first.abort();
    pictures.make([picture('a')], { ...wish('2'), signal });
    gate.open();
    await until(() => told.length === 1);
    pictures.make([picture('a'), picture('b')], { ...wish('3'), signal });
    pictures.make([picture('a'), picture('c')], { ...wish('4'), signal, tellAll: true });
    await until(() => told.length === 4);
    assert.deepEqual(told.sort(), ['2a.jpg', '3b.jpg', '4a.jpg', '4c.jpg']);
  });

  it('are not told to a page that is closed', async () => {
    const gate = new Gate();
    const made: string[] = [];
    const closed = new AbortController();
    const pictures = held(gate);
    const wish = { onMade: ({ name }: SmallPicture) => void made.push(name) };
    pictures.make([picture('a'), picture('b')], { ...wish, signal: closed.signal });
    await gate.reached;
    closed.abort();
    pictures.make([picture('c')], { ...wish, signal });
    gate.open();
    await until(() => made.length === 1);
    assert.deepEqual([made, pictures.of({ name: 'b.jpg' })], [['c.jpg'], undefined]);
  });
});
