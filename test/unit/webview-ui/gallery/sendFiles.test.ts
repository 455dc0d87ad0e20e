import assert from 'node:assert/strict';
import * as v from 'valibot';
import { galleryHostSide, MOST_DROPPED_BYTES } from '../../../../src/protocol/gallery';
import { sendFiles } from '../../../../webview-ui/gallery/actions/sendFiles';

describe('gallery: files of other programs', () => {
  const file = (name: string, size = 3) => ({
    name,
    size,
    arrayBuffer: () => Promise.resolve(Uint8Array.from([1, 2, 3]).buffer),
  });

  it('are sent one after the other; what is too large is named, and stays', async () => {
    const sent: [string, number[]][] = [];
    let open = 0;
    const said = await sendFiles(
      [file('a.png'), file('huge.mp4', MOST_DROPPED_BYTES + 1), file('b.png', MOST_DROPPED_BYTES)],
      async ({ name, bytes }) => {
        assert.equal(++open, 1, 'two were under way');
        await new Promise(setImmediate);
        open--;
        sent.push([name, [...bytes]]);
      },
    );
    assert.deepEqual(sent, [['a.png', [1, 2, 3]], ['b.png', [1, 2, 3]]]); // prettier-ignore
    assert.match(said ?? '', /64 MB.*huge\.mp4/);
    assert.equal(await sendFiles([file('a.png')], () => Promise.resolve()), undefined);
  });

  it('are taken by the host up to that size', () => {
    const isTaken = (bytes: unknown) =>
      v.is(galleryHostSide.requests.dropFile.params, { revision: 1, name: 'a.png', bytes });
    const largest = new Uint8Array(MOST_DROPPED_BYTES + 1);
    assert.deepEqual(
      [isTaken(largest.subarray(1)), isTaken(largest), isTaken('bytes')],
      [true, false, false],
    );
  });
});
