import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../../../src/core/problem/problem';
import { followFile, readRest, type OnBytes } from '../../../../src/core/processes/followFile';
import { Gate } from '../../support/gate';
import { tempFolder } from '../../support/tempFolder';
import { until } from '../../support/until';

describe('following a file', () => {
  const folder = tempFolder();
  const log = () => join(folder.path, 'train.log');

  /** Follows the log; ends when the work is done, and gives where it ended. */
  async function following(from: number, work: (seen: Seen) => Promise<void>): Promise<number> {
    const abort = new AbortController();
    const seen = new Seen();
    const end = followFile(log(), from, seen.add, abort.signal);
    try {
      await Promise.race([work(seen), end]);
    } finally {
      abort.abort();
    }
    return await end;
  }

  it('gives what is there from a place on, and what is added', async () => {
    writeFileSync(log(), 'old new');
    const end = await following(4, async (seen) => {
      await seen.text('new');
      assert.deepEqual(seen.places, [4]);
      for (const part of [' one', ' two\r', ' \xff']) {
        appendFileSync(log(), part);
        await seen.text(seen.all + part);
      }
    });
    assert.equal(end, Buffer.byteLength('old new one two\r \xff'));
  });

  it('waits for a file, and for its folder', async () => {
    rmSync(folder.path, { recursive: true });
    await following(0, async (seen) => {
      mkdirSync(folder.path);
      writeFileSync(log(), 'here');
      await seen.text('here');
    });
  });

  it('begins anew when it is emptied, or is shorter than was read of it before', async () => {
    writeFileSync(log(), 'first');
    await following(100, async (seen) => {
      await seen.text('first');
      truncateSync(log());
      appendFileSync(log(), '2');
      await seen.text('first2');
      assert.deepEqual(seen.places, [0, 0]);
    });
  });

  it('reads the end of a file that is replaced, and goes on with the new one', async () => {
    writeFileSync(log(), 'first ');
    await following(0, async (seen) => {
      await seen.text('first ');
      appendFileSync(log(), 'end ');
      renameSync(log(), `${log()}.1`);
      writeFileSync(log(), 'second, which is longer');
      await seen.text('first end second, which is longer');
      assert.equal(seen.places.at(-1), 0);
      rmSync(log());
      writeFileSync(`${log()}.new`, 'third');
      renameSync(`${log()}.new`, log());
      await seen.text('first end second, which is longerthird');
    });
  });

  it('gives large files in pieces, each after the one before was taken', async () => {
    writeFileSync(log(), Buffer.alloc(1_000_000, 'x'));
    const gate = new Gate();
    const abort = new AbortController();
    const sizes: number[] = [];
    const end = followFile(
      log(),
      0,
      async (bytes) => {
        sizes.push(bytes.length);
        await gate.pass();
        if (sizes.reduce((sum, size) => sum + size, 0) === 1_000_000) abort.abort();
      },
      abort.signal,
    );
    await gate.reached;
    // The file can be read meanwhile, and is not.
    let rest = 0;
    await readRest(log(), 0, (bytes) => void (rest += bytes.length));
    assert.equal(rest, 1_000_000);
    assert.equal(sizes.length, 1);
    gate.open();
    assert.equal(await end, 1_000_000);
    assert.ok(Math.max(...sizes) <= 65_536);
  });

  it('ends on abort, also in the middle and before the file is there; the rest can be read', async () => {
    writeFileSync(log(), Buffer.alloc(200_000, 'x'));
    const abort = new AbortController();
    const at = await followFile(log(), 0, () => abort.abort(), abort.signal);
    assert.equal(at, 65_536);
    let rest = 0;
    assert.equal(await readRest(log(), at, (bytes) => void (rest += bytes.length)), 200_000);
    assert.equal(rest, 200_000 - at);

    assert.equal(await followFile(join(folder.path, 'none'), 7, () => undefined, AbortSignal.abort()), 7);
    assert.equal(await readRest(join(folder.path, 'none'), 7, () => undefined), 7);
    const waiting = new AbortController();
    const end = followFile(join(folder.path, 'none'), 7, () => undefined, waiting.signal);
    waiting.abort();
    assert.equal(await end, 7);
  });

  it('fails for what is no file, and by what its reader throws', async () => {
    const { signal } = new AbortController();
    await assert.rejects(
      followFile(folder.path, 0, () => undefined, signal),
      Problem,
    );
    writeFileSync(log(), 'x');
    const broken = () => {
      throw Object.assign(new Error('mine'), { code: 'EIO' });
    };
    await assert.rejects(followFile(log(), 0, broken, signal), /^Error: mine/);
  });
});

/** What was given so far. */
class Seen {
  all = '';
  /** Where each piece began that does not go on where the last one ended. */
  readonly places: number[] = [];
  private next = -1;

  readonly add: OnBytes = (bytes, at) => {
    if (at !== this.next) this.places.push(at);
    this.next = at + bytes.length;
    this.all += Buffer.from(bytes).toString('utf8');
  };

  async text(expected: string): Promise<void> {
    await until(() => this.all.length >= expected.length);
    assert.equal(this.all, expected);
  }
}
