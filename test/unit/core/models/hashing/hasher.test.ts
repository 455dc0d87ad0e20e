import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { truncateSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { Hasher } from '../../../../../src/core/models/hashing/hasher';
import { HASH_KINDS, type HashKind } from '../../../../../src/core/models/hashing/kinds';
import { safetensorsBytes, withHeader } from '../safetensorsFile';
import { tempFolder } from '../../../support/tempFolder';

const MIB = 1024 ** 2;
/** Answers with the thread that would have read the file. */
const THREAD_AS_SIZE = `
const { parentPort, threadId } = require('node:worker_threads');
parentPort.on('message', () => parentPort.postMessage({ kind: 'answer', answer: { size: threadId } }));
`;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('Hasher', () => {
  const folder = tempFolder();
  let hasher: Hasher;
  before(() => (hasher = new Hasher({ workerFolder: resolve('dist'), workers: 2 })));
  after(() => hasher.close());

  const hash = (bytes: Uint8Array | string, kinds: readonly HashKind[], name = 'file.dat') =>
    hasher.hash(folder.write(name, bytes), kinds);

  it('knows the published vectors', async () => {
    assert.deepEqual(await hash('hello world', ['crc32']), { size: 11, crc32: '85114A0D' });
    assert.deepEqual(await hash('', ['blake3', 'sha256', 'crc32']), {
      size: 0,
      blake3: 'af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262',
      sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      crc32: '00000000',
    });
    assert.deepEqual(await hash('abc', ['blake3', 'sha256', 'autov2']), {
      size: 3,
      blake3: '6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85',
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      autov2: 'BA7816BF8F',
    });
  });

  it('gives all kinds in one pass over a file of several buffers', async () => {
    const header = { a: { dtype: 'U8', shape: [], data_offsets: [0, 9 * MIB] } };
    const bytes = safetensorsBytes(header);
    const headerBytes = bytes.length;
    const file = Buffer.concat([bytes, randomBytes(9 * MIB)]);
    let reported = 0;
    const path = folder.write('model.safetensors', file);
    const hashes = await hasher.hash(path, HASH_KINDS, { onBytes: (more) => (reported += more) });
    assert.equal(hashes.size, file.length);
    assert.equal(hashes.sha256, sha256(file));
    assert.equal(hashes.autov2, sha256(file).slice(0, 10).toUpperCase());
    const autov1 = sha256(file.subarray(MIB, MIB + 65536));
    assert.equal(hashes.autov1, autov1.slice(0, 8).toUpperCase());
    assert.equal(hashes.autov3, sha256(file.subarray(headerBytes)).slice(0, 12));
    const crc = Buffer.alloc(4);
    crc.writeUInt32LE(crc32(file));
    assert.equal(hashes.crc32, crc.toString('hex').toUpperCase());
    assert.match(hashes.blake3 ?? '', /^[0-9a-f]{64}$/);
    assert.equal(reported, file.length);
  });

  it('gives no AutoV1 below 2 MiB and reads only 64 KiB for it above', async () => {
    assert.deepEqual(await hash(Buffer.alloc(2 * MIB - 1), ['autov1']), { size: 2 * MIB - 1, autov1: null });
    const file = randomBytes(2 * MIB);
    let reported = 0;
    const onBytes = (more: number) => (reported += more);
    const { autov1 } = await hasher.hash(folder.write('f.dat', file), ['autov1'], { onBytes });
    assert.equal(
      autov1,
      sha256(file.subarray(MIB, MIB + 65536))
        .slice(0, 8)
        .toUpperCase(),
    );
    assert.equal(reported, 65536);
  });

  it('reads a length of 16 MiB or more as no header in AutoV3, and gives none where it exceeds the file', async () => {
    const body = Buffer.from('tensors');
    const long = withHeader(body, 0, BigInt(16 * MIB));
    assert.equal((await hash(long, ['autov3'])).autov3, sha256(body).slice(0, 12));
    const longest = withHeader(body, 0, 2n ** 64n - 1n);
    assert.equal((await hash(longest, ['autov3'])).autov3, sha256(body).slice(0, 12));
    assert.equal((await hash(withHeader(body, 0, 8n), ['autov3'])).autov3, null);
    assert.equal(
      (await hash(withHeader(body, 0, 7n), ['autov3'])).autov3,
      sha256(Buffer.alloc(0)).slice(0, 12),
    );
    assert.equal((await hash('short', ['autov3'])).autov3, null);
  });

  it('hashes many files on few threads', async () => {
    const files = Array.from({ length: 20 }, (_, index) => randomBytes(index * 1000));
    const hashes = await Promise.all(files.map((bytes, index) => hash(bytes, ['sha256'], `${index}.dat`)));
    assert.deepEqual(
      hashes.map((each) => each.sha256),
      files.map(sha256),
    );
  });

  it('refuses model files that are not whole, and only those', async () => {
    await assert.rejects(hash('', ['sha256'], 'a.ckpt'), { code: 'empty' });
    await assert.rejects(hash('<!DOCTYPE html><p>', ['sha256'], 'b.pt'), { code: 'html' });
    const cut = safetensorsBytes({ a: { data_offsets: [0, 100] } }, 50);
    await assert.rejects(hash(cut, ['sha256'], 'c.safetensors'), { code: 'truncated' });
    await assert.rejects(hasher.hash(join(folder.path, 'none.ckpt'), ['sha256']), { code: 'missing' });
    const odd = randomBytes(100);
    assert.equal((await hash(odd, ['sha256'], 'd.bin')).sha256, sha256(odd));
    assert.equal((await hash(Buffer.alloc(100), ['sha256'], 'e.safetensors')).size, 100);
  });

  for (const [device, sequential, threads] of [
    ['a device with one reader', true, 1],
    ['any other device', false, Math.min(2, availableParallelism())],
  ] as const) {
    it(`reads two files of ${device} on ${threads} thread(s)`, async () => {
      folder.write('hashWorker.js', THREAD_AS_SIZE);
      const files = [folder.write('a.dat', ''), folder.write('b.dat', '')];
      const asked: string[] = [];
      const own = new Hasher({
        workerFolder: folder.path,
        prefersSequentialReads: (path) => {
          asked.push(path);
          return Promise.resolve(sequential);
        },
      });
      try {
        const hashes = await Promise.all(files.map((path) => own.hash(path, ['sha256'])));
        assert.equal(new Set(hashes.map(({ size }) => size)).size, threads);
        assert.equal(asked.length, 1, 'a device is asked once');
      } finally {
        await own.close();
      }
    });
  }

  it('ends at once when it is cancelled, and hashes the next file', async () => {
    const path = folder.write('large.dat', '');
    truncateSync(path, 1024 * 1024 * MIB);
    const stop = new AbortController();
    const reason = new Error('enough');
    const onBytes = () => stop.abort(reason);
    const { signal } = stop;
    // More calls than threads: some run, the others wait.
    const calls = Array.from({ length: 6 }, () => hasher.hash(path, ['sha256'], { signal, onBytes }));
    for (const each of calls) await assert.rejects(each, reason);
    await assert.rejects(hasher.hash(path, ['sha256'], { signal }), reason);
    assert.equal((await hash('abc', ['autov2'])).autov2, 'BA7816BF8F');
  });
});
