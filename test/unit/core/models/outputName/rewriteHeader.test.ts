import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, it } from 'mocha';
import { Problem } from '../../../../../src/core/problem/problem';
import { readHeader } from '../../../../../src/core/models/header/read';
import { headerWithOutputName } from '../../../../../src/core/models/header/headerWithOutputName';
import { rewriteHeader, type RewriteOptions } from '../../../../../src/core/models/outputName/rewriteHeader';
import { statModel } from '../../../../../src/core/models/scan/statModel';
import { bytesOf, makeLora, sha256 } from '../../../../fixtures/makeModels';
import { tempFolder } from '../../../support/tempFolder';
import { safetensorsBytes } from '../safetensorsFile';

const MIB = 1024 * 1024;
const TEMPORARY = /^\.[0-9a-f]{12}\.tmp-write$/;

/** Gives a file the name `New`. */
async function name(path: string, options: RewriteOptions = {}): Promise<void> {
  await rewriteHeader(await statModel(path), headerWithOutputName(path, 'New'), options);
}

/** A file larger than what is copied at a time. */
const LARGE = Buffer.concat([
  safetensorsBytes({ a: { dtype: 'U8', shape: [9 * MIB], data_offsets: [0, 9 * MIB] } }),
  bytesOf('large', 9 * MIB),
]);

if (process.argv[2] === '--child') void child(process.argv[3] ?? '');
else describe('rewriteHeader', suite);

/** Names a file for ever, and says each time that something is written; or why it cannot be. */
async function child(path: string): Promise<void> {
  const onBytes = (): void => void writeSync(1, '.');
  const beforeRename = () => new Promise<void>((resolve) => setTimeout(resolve, 1_000_000));
  try {
    await name(path, { onBytes, beforeRename });
  } catch (error) {
    writeSync(1, error instanceof Problem ? error.code : String(error));
  }
}

function suite(): void {
  const folder = tempFolder();

  /** The old file is there, and nothing beside it. */
  function assertAsBefore(bytes: Buffer, file = 'a.safetensors'): void {
    assert.deepEqual(readdirSync(folder.path), [file]);
    assert.equal(sha256(readFileSync(join(folder.path, file))), sha256(bytes));
  }

  it('adds the name and leaves tensors and everything else of the header as they are', async () => {
    const before = makeLora({
      name: 'x',
      extra: { ss_output_name: ' ', ss_tag_frequency: '{"a": {"b": 1}}' },
    });
    const path = folder.write('a.safetensors', before);
    const written: number[] = [];
    await name(path, { onBytes: (bytes) => written.push(bytes) });
    const after = readFileSync(path);
    const [was, is] = [parts(before), parts(after)];
    assert.equal(sha256(is.data), sha256(was.data));
    assert.equal(is.header.length % 8, 0);
    assert.equal(
      is.header.trimEnd(),
      was.header.trimEnd().replace('"ss_output_name":" "', '"ss_output_name":"New"'),
    );
    assert.deepEqual(readHeader(path).metadata, { ...readMetadata(was.header), ss_output_name: 'New' });
    assert.equal(
      written.reduce((sum, bytes) => sum + bytes, 0),
      after.length,
    );
    assert.deepEqual(readdirSync(folder.path), ['a.safetensors']);
  });

  for (const dtype of ['F64', 'F32', 'F16', 'BF16', 'F8_E4M3', 'F8_E5M2', 'I64', 'U8', 'BOOL', 'F4']) {
    it(`leaves tensors of ${dtype} as they are, at any place that the header gives them`, async () => {
      const tensors = {
        'odd.end': { dtype, shape: [3], data_offsets: [16, 19] },
        'odd.begin': { dtype, shape: [2, 8], data_offsets: [0, 16] },
        scalar: { dtype, shape: [], data_offsets: [19, 20] },
        empty: { dtype, shape: [0], data_offsets: [20, 20] },
      };
      const data = bytesOf(dtype, 20);
      const path = folder.write('a.safetensors', Buffer.concat([safetensorsBytes(tensors), data]));
      await name(path);
      const { header, data: copied } = parts(readFileSync(path));
      assert.deepEqual(copied, data);
      assert.deepEqual(JSON.parse(header), { __metadata__: { ss_output_name: 'New' }, ...tensors });
    });
  }

  it('names a file without tensors, and keeps what stands behind the tensors', async () => {
    const path = folder.write('a.safetensors', safetensorsBytes('{}'));
    await name(path);
    assert.deepEqual(parts(readFileSync(path)).data.length, 0);
    const other = folder.write(
      'b.safetensors',
      Buffer.concat([safetensorsBytes('{}'), Buffer.from('behind')]),
    );
    await name(other);
    assert.equal(parts(readFileSync(other)).data.toString(), 'behind');
  });

  it('copies a large file piece by piece', async () => {
    const size = 300 * MIB + 12_345;
    const tensors = { a: { dtype: 'U8', shape: [size], data_offsets: [0, size] } };
    const path = folder.write('a.safetensors', safetensorsBytes(tensors));
    const [marks, at] = [bytesOf('marks', 100), [0, 128 * MIB - 50, size - 100]];
    const start = statSync(path).size;
    const file = openSync(path, 'r+');
    ftruncateSync(file, start + size);
    for (const position of at) writeSync(file, marks, 0, 100, start + position);
    closeSync(file);
    let most = 0;
    const before = process.memoryUsage().rss;
    await name(path, { onBytes: () => (most = Math.max(most, process.memoryUsage().rss - before)) });
    assert(most < 100 * MIB, `it took ${most} bytes of memory`);
    const { headerBytes, dataBytes } = readHeader(path);
    assert.deepEqual([dataBytes, statSync(path).size], [size, headerBytes + size]);
    const copied = openSync(path, 'r');
    const read = Buffer.alloc(100);
    for (const position of at) {
      readSync(copied, read, 0, 100, headerBytes + position);
      assert.deepEqual(read, marks);
    }
    closeSync(copied);
  });

  it('leaves a link a link, and keeps the mode', async () => {
    const target = folder.write('target.safetensors', makeLora({ name: '' }));
    chmodSync(target, 0o640);
    const link = join(folder.path, 'link.safetensors');
    symlinkSync(target, link);
    await name(link);
    assert(lstatSync(link).isSymbolicLink());
    assert.equal(readHeader(target).metadata.ss_output_name, 'New');
    assert.equal(statSync(target).mode & 0o777, 0o640);
  });

  it('leaves the old file and nothing beside it when it is cancelled half way', async () => {
    const path = folder.write('a.safetensors', LARGE);
    const controller = new AbortController();
    let pieces = 0;
    const onBytes = (): void => {
      if (++pieces === 2) controller.abort();
    };
    await assert.rejects(name(path, { signal: controller.signal, onBytes }), { code: 'cancelled' });
    assert.equal(pieces, 2);
    assertAsBefore(LARGE);
  });

  it('leaves the old file when it is cancelled, or told to stop, at the last moment', async () => {
    const path = folder.write('a.safetensors', LARGE);
    const controller = new AbortController();
    const beforeRename = (): Promise<void> => {
      controller.abort();
      return Promise.resolve();
    };
    await assert.rejects(name(path, { signal: controller.signal, beforeRename }), { code: 'cancelled' });
    const stop = new Error('stop');
    await assert.rejects(name(path, { beforeRename: () => Promise.reject(stop) }), { code: 'write_failed' });
    assertAsBefore(LARGE);
  });

  it('refuses a file that was changed since, while it is copied, or just before it is replaced', async () => {
    const path = folder.write('a.safetensors', LARGE);
    const refused = { code: 'changed_meanwhile', message: 'a.safetensors was changed by another program.' };
    const [file, header] = [await statModel(path), headerWithOutputName(path, 'New')];
    appendFileSync(path, '1');
    await assert.rejects(rewriteHeader(file, header), refused);
    const onBytes = (): void => appendFileSync(path, '2');
    await assert.rejects(name(path, { onBytes }), refused);
    const beforeRename = (): Promise<void> => writeFile(path, LARGE);
    await assert.rejects(name(path, { beforeRename }), refused);
    assertAsBefore(LARGE);
  });

  it('leaves a read-only file alone', async () => {
    const path = folder.write('a.safetensors', LARGE);
    chmodSync(path, 0o444);
    await assert.rejects(name(path), { code: 'read_only', message: 'a.safetensors is read-only.' });
    assertAsBefore(LARGE);
  });

  it('does not begin where the disk has no room', async () => {
    const path = folder.write('a.safetensors', LARGE);
    await assert.rejects(name(path, { freeBytes: () => Promise.resolve(LARGE.length) }), {
      code: 'disk_full',
      message: 'a.safetensors has no room to be written anew: that takes 9.4 MB, and 9.4 MB are free.',
    });
    assertAsBefore(LARGE);
    await name(path, { freeBytes: () => Promise.resolve(undefined) });
    assert.equal(readHeader(path).metadata.ss_output_name, 'New');
  });

  it('leaves the old file when the disk gets full half way', async () => {
    const path = folder.write('a.safetensors', LARGE);
    // Blocks of 1 KiB: no file may grow beyond, as on a disk that gets full when a part of it is written.
    const script = ['ulimit -f 6000; exec "$@"', 'bash', process.execPath, __filename, '--child', path];
    const { stdout } = await execa('bash', ['-c', ...script]);
    assert.match(stdout, /^\.+disk_full$/);
    assertAsBefore(LARGE);
  });

  it('leaves the old file when it is killed, and clears up next time', async () => {
    const path = folder.write('a.safetensors', LARGE);
    const killed = execa(process.execPath, [__filename, '--child', path]);
    await new Promise((resolve) => killed.stdout.once('data', resolve));
    killed.kill('SIGKILL');
    await killed.catch(() => undefined);
    assert.equal(sha256(readFileSync(path)), sha256(LARGE));
    const left = readdirSync(folder.path);
    assert.equal(left.length, 2);
    assert.match(left[0] ?? '', TEMPORARY);
    await name(path);
    assert.deepEqual(readdirSync(folder.path), ['a.safetensors']);
    assert.deepEqual(parts(readFileSync(path)).data, parts(LARGE).data);
  });
}

/** The parts of a safetensors file by a reader of its own. */
function parts(bytes: Buffer): { readonly header: string; readonly data: Buffer } {
  const start = 8 + Number(bytes.readBigUInt64LE());
  return { header: bytes.toString('utf8', 8, start), data: bytes.subarray(start) };
}

function readMetadata(header: string): object {
  return (JSON.parse(header) as { __metadata__: object }).__metadata__;
}
