import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { withFileLock } from '../../../../../src/core/files/lock';
import type { DownloadedPart } from '../../../../../src/core/net/download/request';
import { tempFolder } from '../../../support/tempFolder';
import { problemOf } from '../../civitai/clientFixture';
import { DownloadFixture, fileOf, MIB, sendRest, sha256 } from './downloadFixture';

const SMALL = fileOf(300_000);
const LARGE = fileOf(5 * MIB);

describe('a download of a file that is likely to be small', () => {
  const folder = tempFolder();
  let fixture: DownloadFixture;
  beforeEach(() => (fixture = new DownloadFixture(() => folder.path)));
  afterEach(() => fixture.close());

  const names = () => readdirSync(folder.path).sort();
  /** Gives the file its name, as it has to be done before `place` ends. */
  const place = ({ path }: DownloadedPart) => rename(path, fixture.target);

  it('is whole under a name of its process when it is placed, and waits for no lock', async () => {
    await fixture.serve(sendRest(SMALL));
    const seen: string[][] = [];
    const lock: typeof withFileLock = () => Promise.reject(new Error('a lock'));
    const part = await fixture.small(
      {
        place: async (placed) => {
          seen.push(names());
          assert.deepEqual(readFileSync(placed.path), SMALL);
          await place(placed);
        },
      },
      { lock },
    );
    assert.deepEqual([part.bytes, part.sha256], [SMALL.length, sha256(SMALL)]);
    assert.match(seen.flat().join(), new RegExp(`^\\.[0-9a-f]{12}-[0-9a-f]+-${process.pid}\\.tmp-write$`));
    assert.deepEqual(names(), ['file.bin']);
  });

  it('has its bytes at hand, also across the pieces in which they came', async () => {
    await fixture.serve((response) => {
      response.write(SMALL.subarray(0, 1000));
      setImmediate(() => response.end(SMALL.subarray(1000)));
    });
    const { content } = await fixture.small({ place });
    for (const [offset, length] of [
      [0, 32],
      [990, 20],
      [0, SMALL.length],
      [SMALL.length - 5, 50],
    ] as const)
      // prettier-ignore
      assert.deepEqual(await content?.read(offset, length), SMALL.subarray(offset, offset + length));
    assert.equal(content?.size, SMALL.length);
  });

  it('that is cut short is asked for the rest, and nothing is on the disk meanwhile', async () => {
    const seen: string[][] = [];
    await fixture.serve(
      (response) => {
        response.writeHead(200, { etag: '"1"', 'content-length': SMALL.length });
        response.write(SMALL.subarray(0, 100_000), () => response.destroy());
      },
      (response, from, request) => {
        seen.push(names());
        sendRest(SMALL)(response, from, request);
      },
    );
    assert.equal((await fixture.small({ place })).sha256, sha256(SMALL));
    assert.match(fixture.ranges[1] ?? '', /^bytes=\d+-$/);
    assert.deepEqual([seen, readFileSync(fixture.target)], [[[]], SMALL]);
  });

  it('that cannot be placed leaves nothing', async () => {
    await fixture.serve(sendRest(SMALL));
    await assert.rejects(fixture.small({ place: () => Promise.reject(new Error('no')) }));
    assert.deepEqual(names(), []);
  });

  it('makes its folder again where that was taken away meanwhile', async () => {
    await fixture.serve((response, from, request) => {
      rmSync(join(folder.path, 'gone'), { recursive: true, force: true });
      sendRest(SMALL)(response, from, request);
    });
    const target = join(folder.path, 'gone/file');
    const part = await fixture.small({
      target,
      place: ({ path }) => rename(path, target),
    });
    assert.deepEqual([part.bytes, readFileSync(target)], [SMALL.length, SMALL]);
  });

  it('and is large is asked for once, with notes to go on with', async () => {
    await fixture.serve(sendRest(LARGE));
    const seen: string[][] = [];
    await fixture.small({
      place: async (part) => {
        seen.push(names());
        await place(part);
      },
    });
    assert.deepEqual([fixture.ranges, seen], [[undefined], [['file.bin.part', 'file.bin.part.json']]]);
    assert.deepEqual([names(), readFileSync(fixture.target)], [['file.bin'], LARGE]);
  });

  it('and is large goes on another day', async () => {
    await fixture.serve(sendRest(LARGE, 2 * MIB), sendRest(LARGE));
    const stop = new AbortController();
    const onProgress = (bytes: number) => bytes >= MIB && stop.abort();
    await problemOf(fixture.small({ signal: stop.signal, onProgress }), 'cancelled');
    assert.deepEqual(names(), ['file.bin.part', 'file.bin.part.json']);
    await fixture.small({ place });
    assert.match(fixture.ranges.at(-1) ?? '', /^bytes=[1-9]\d*-$/);
    assert.deepEqual(readFileSync(fixture.target), LARGE);
  });

  it('and is large without saying so is downloaded as large ones are', async () => {
    await fixture.serve((response) => {
      response.writeHead(200, { etag: '"1"', 'transfer-encoding': 'chunked' });
      response.end(LARGE);
    });
    await fixture.small({ place });
    assert.deepEqual([names(), readFileSync(fixture.target)], [['file.bin'], LARGE]);
  });
});
